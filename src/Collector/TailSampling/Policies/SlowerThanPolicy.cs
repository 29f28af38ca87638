namespace Tracing.TailSampling.Policies;

/// <summary>Keeps traces that took longer than this from first start to last end, or in which one span did.</summary>
/// <param name="trace">Null: the trace's own duration does not matter.</param>
/// <param name="span">Null: the durations of its spans do not matter.</param>
public sealed class SlowerThanPolicy(TimeSpan? trace, TimeSpan? span) : ITracePolicy
{
    private readonly ulong _traceNanos = Nanos(trace);
    private readonly ulong _spanNanos = Nanos(span);

    public PolicyNature Nature => PolicyNature.Match;

    public PolicyVerdict Ask(TraceFacts trace, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(trace);
        return trace.DurationNanos > _traceNanos ? PolicyVerdict.Keep("trace is slow")
            : trace.LongestSpanNanos > _spanNanos ? PolicyVerdict.Keep("a span is slow")
            : PolicyVerdict.None;
    }

    private static ulong Nanos(TimeSpan? time) => time is { } set ? (ulong)set.Ticks * TimeSpan.NanosecondsPerTick : ulong.MaxValue;
}
