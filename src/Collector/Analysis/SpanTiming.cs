using Tracing.Trees;

namespace Tracing.Analysis;

/// <summary>A span's moments in unix nanoseconds, repaired where they make no sense: an end is never before its
/// start.</summary>
/// <param name="Sent">When its message left the sender, as far as that is known: the start less mailbox wait and
/// wire.</param>
internal readonly record struct SpanTiming(ulong Sent, ulong Arrived, ulong Start, ulong End)
{
    public static SpanTiming Of(TraceSpan span)
    {
        var start = span.Span.StartUnixNanos;
        var arrived = Less(start, span.MailboxWaitNanos);
        return new SpanTiming(Less(arrived, span.WireNanos), arrived, start, Math.Max(start, span.Span.EndUnixNanos));
    }

    /// <summary>Whether the parent may have waited for it: it was over before the parent went on to its end.</summary>
    /// <remarks>See RATIONALE "Was a child waited for?".</remarks>
    public bool IsWithin(in SpanTiming parent) => End <= parent.End && End > parent.Start;

    private static ulong Less(ulong from, ulong by) => from > by ? from - by : 0;
}
