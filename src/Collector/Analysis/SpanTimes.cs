using System.Collections.Immutable;
using Tracing.Trees;

namespace Tracing.Analysis;

/// <summary>Where a span's time went, in nanoseconds.</summary>
/// <param name="WireNanos">From the sender to this process; 0 where it was not measured
/// (<see cref="TracingTags.WireNanos"/>).</param>
/// <param name="MailboxWaitNanos">From the mailbox's receipt to the handler's start; 0 without a mailbox.</param>
/// <param name="HandlingNanos">From the start to the end.</param>
/// <param name="WaitingNanos">The part of handling in which children ran that may have been waited for, each moment
/// once.</param>
public readonly record struct SpanTimes(ulong WireNanos, ulong MailboxWaitNanos, ulong HandlingNanos, ulong WaitingNanos)
{
    /// <summary>What the span did itself: handling without waiting.</summary>
    public ulong SelfNanos => HandlingNanos - WaitingNanos;

    /// <summary>One for each node of the tree, gaps with all zero; O(n log n).</summary>
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
            // Its way here and its mailbox are part of what the parent waits for.
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
