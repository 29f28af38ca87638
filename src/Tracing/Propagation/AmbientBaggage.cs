namespace Tracing.Propagation;

/// <summary>The baggage that another library keeps beside ours, such as <c>OpenTelemetry.Baggage.Current</c>: it is
/// read when a message is sent, and set while the message is handled.</summary>
/// <remarks>For the process. Without a library that was named here nothing is read or set. See RATIONALE "Whose baggage
/// travels with a message?".</remarks>
public static class AmbientBaggage
{
    private static volatile Library? _library;

    internal static bool IsUsed => _library is not null;

    /// <summary>Names the library; a second call replaces the first.</summary>
    /// <param name="read">The baggage of the running code; must not throw.</param>
    /// <param name="write">Sets the baggage of the running code; must not throw.</param>
    public static void Use(Func<Baggage> read, Action<Baggage> write)
    {
        ArgumentNullException.ThrowIfNull(read);
        ArgumentNullException.ThrowIfNull(write);
        _library = new Library(read, write);
    }

    internal static Baggage Read() => _library?.Read() ?? Baggage.Empty;

    internal static void Write(Baggage baggage) => _library?.Write(baggage);

    private sealed record Library(Func<Baggage> Read, Action<Baggage> Write);
}
