namespace Tracing.Testing;

/// <summary>The failure of an assertion on a trace; its message shows the trace and what differs.</summary>
/// <remarks>Every test framework reports it as a failed test: it needs no assertion library.</remarks>
public sealed class TraceAssertionException : Exception
{
    public TraceAssertionException()
    {
    }

    public TraceAssertionException(string message)
        : base(message)
    {
    }

    public TraceAssertionException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
