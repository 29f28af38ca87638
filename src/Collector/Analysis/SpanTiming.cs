using Tracing.Trees;

namespace Tracing.Analysis;

/// <summary>The moments of a span in unix nanoseconds, repaired so that the end is never before the start.</summary>
/// <param name="Sent">When its message left the sender, as far as known: the start less wire and mailbox time.</param>
internal readonly record struct SpanTiming(ulong Sent, ulong Arrived, ulong Start, ulong End)
{
    public static SpanTiming Of(TraceSpan span)
    {
        var start = span.Span.StartUnixNanos;
        var arrived = Less(start, span.MailboxWaitNanos);
        return new SpanTiming(Less(arrived, span.WireNanos), arrived, start, Math.Max(start, span.Span.EndUnixNanos));
    }

    /// <summary>True when the parent may have waited for this span, because it ended before the parent did.</summary>
    /// <remarks>See RATIONALE "Was a child waited for?".</remarks>
    public bool IsWithin(in SpanTiming parent) => End <= parent.End && End > parent.Start;

    private static ulong Less(ulong from, ulong by) => from > by ? from - by : 0;
}
