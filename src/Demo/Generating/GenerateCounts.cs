namespace Tracing.Demo.Generating;

/// <summary>Counts of generated traces and spans: taken, lost, and requests sent again. Any thread.</summary>
internal sealed class GenerateCounts
{
    private long _traces;
    private long _spans;
    private long _rejected;
    private long _refused;
    private long _retries;
    private string? _problem;

    public long Traces => Volatile.Read(ref _traces);

    /// <summary>Spans that the receiver has taken.</summary>
    public long Spans => Volatile.Read(ref _spans);

    /// <summary>Spans that it rejected of requests that it took, and all of requests that it refused for good.</summary>
    public long Lost => Volatile.Read(ref _rejected) + Volatile.Read(ref _refused);

    public long Retries => Volatile.Read(ref _retries);

    /// <summary>The last reason why a request was not taken; null: all were.</summary>
    public string? Problem => Volatile.Read(ref _problem);

    public void CountTaken(int traces, long spans, long rejected, string? problem)
    {
        Interlocked.Add(ref _traces, traces);
        Interlocked.Add(ref _spans, spans - rejected);
        Interlocked.Add(ref _rejected, rejected);
        if (problem is not null) Volatile.Write(ref _problem, problem);
    }

    public void CountRefused(long spans, string? problem)
    {
        Interlocked.Add(ref _refused, spans);
        Volatile.Write(ref _problem, problem);
    }

    public void CountRetry(string? problem)
    {
        Interlocked.Increment(ref _retries);
        Volatile.Write(ref _problem, problem);
    }
}
