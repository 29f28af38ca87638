using System.Collections.Immutable;
using Tracing.Trees;

namespace Tracing.Analysis;

/// <summary>The times of a span, in nanoseconds.</summary>
/// <param name="WireNanos">Time from the sender to this process; 0 if it was not measured
/// (<see cref="TracingTags.WireNanos"/>).</param>
/// <param name="MailboxWaitNanos">Time in the mailbox; 0 without a mailbox.</param>
/// <param name="HandlingNanos">Time from start to end.</param>
/// <param name="WaitingNanos">The part of handling in which children ran for which the span may have waited; times that
/// overlap count once.</param>
public readonly record struct SpanTimes(ulong WireNanos, ulong MailboxWaitNanos, ulong HandlingNanos, ulong WaitingNanos)
{
    /// <summary>Time of the span's own work: handling without waiting.</summary>
    public ulong SelfNanos => HandlingNanos - WaitingNanos;

    /// <summary>Returns the times for each node of the tree, all zero for gaps, in O(n log n).</summary>
    public static ImmutableArray<SpanTimes> Of(TraceTree tree)
    {
        ArgumentNullException.ThrowIfNull(tree);
        var times = ImmutableArray.CreateBuilder<SpanTimes>(tree.Nodes.Length);
        var awaited = new List<(ulong From, ulong To)>();
        foreach (var node in tree.Nodes)
        {
            if (node.Span is not { } span)
            {
                times.Add(default);
                continue;
            }
            var timing = SpanTiming.Of(span);
            Awaited(tree, node, timing, awaited);
            times.Add(new SpanTimes(span.WireNanos, span.MailboxWaitNanos, timing.End - timing.Start, Union(awaited)));
        }
        return times.MoveToImmutable();
    }

    private static void Awaited(TraceTree tree, TraceNode node, in SpanTiming parent, List<(ulong From, ulong To)> awaited)
    {
        awaited.Clear();
        foreach (var index in node.ChildIndexes)
        {
            if (tree.Nodes[index].Span is not { } child) continue;
            var timing = SpanTiming.Of(child);
            // The parent waits also while the message is on the wire and in the mailbox.
            if (timing.IsWithin(parent)) awaited.Add((Math.Max(timing.Sent, parent.Start), timing.End));
        }
        awaited.Sort();
    }

    private static ulong Union(List<(ulong From, ulong To)> sorted)
    {
        ulong covered = 0, until = 0;
        foreach (var (from, to) in sorted)
        {
            if (to <= until) continue;
            covered += to - Math.Max(from, until);
            until = to;
        }
        return covered;
    }
}
