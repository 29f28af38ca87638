namespace Tracing.Contracts;

/// <summary>A request for copies of traces that are not in the sinks yet: one trace, or the newest ones.</summary>
/// <param name="TraceId">The trace that is asked for; null: the newest traces.</param>
/// <param name="MaxTraces">Maximum number of open traces, and of closed ones that wait for the sinks.</param>
/// <param name="MaxSpans">Maximum number of spans that are copied, for all traces together. The collector copies within
/// its own turn, so this bounds how long its intake waits.</param>
public sealed record UnstoredAsk(TraceId? TraceId, int MaxTraces, int MaxSpans)
{
    private const int DefaultMaxSpans = 10_000;

    public static UnstoredAsk Of(TraceId id) => new(id, 1, DefaultMaxSpans);

    public static UnstoredAsk Newest(int maxTraces) => new(null, maxTraces, DefaultMaxSpans);
}
