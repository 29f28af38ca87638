namespace Tracing.TailSampling.Policies;

/// <summary>Keeps traces that took longer than a given time, or in which a span did.</summary>
/// <param name="trace">The time from first start to last end; null when it does not matter.</param>
/// <param name="span">The duration of one span; null when it does not matter.</param>
internal sealed class SlowerThanPolicy(TimeSpan? trace, TimeSpan? span) : ITracePolicy
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
