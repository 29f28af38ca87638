using System.Collections.Immutable;
using Tracing.Trees;

namespace Tracing.Analysis;

/// <summary>The steps that made a trace take as long as it took: if any is shortened, the trace ends earlier.</summary>
/// <remarks>
/// Found backwards, from the last end of all. Within a span, the path leads to the last end before it among all spans
/// that it caused, also over forwards: whoever answers an Ask need not be the one who was asked. If there is none, it
/// leads to the span's start, its mailbox, its wire, and the span that sent it. O(n log n), without recursion. Skewed
/// clocks shorten steps, but never make one negative. See RATIONALE "Why is the critical path found backwards, from the
/// last end?".
/// </remarks>
public sealed class CriticalPath
{
    private readonly TraceTree _tree;
    private readonly int[] _parents;
    private readonly int[] _subtreeEnds;
    private readonly LatestEnds _ends;
    private readonly bool[] _isLeft;
    private readonly List<CriticalStep> _backwards = [];
    private ulong _at;

    private CriticalPath(TraceTree tree)
    {
        _tree = tree;
        _parents = TreeParents.Of(tree);
        _subtreeEnds = SubtreeEnds(_parents);
        _isLeft = new bool[_parents.Length];
        _ends = new LatestEnds([.. Enumerable.Range(0, _parents.Length).Select(node => Timing(node).End)]);
        for (var i = 0; i < _parents.Length; i++)
            if (tree.Nodes[i].IsGap)
                _ends.Remove(i);
    }

    /// <summary>Returns the steps from the trace's start to its end. Each begins where the one before ended. Empty for
    /// a tree without spans.</summary>
    public static ImmutableArray<CriticalStep> Of(TraceTree tree)
    {
        ArgumentNullException.ThrowIfNull(tree);
        return new CriticalPath(tree).Walk();
    }

    private ImmutableArray<CriticalStep> Walk()
    {
        var node = _ends.Find(0, _parents.Length, ulong.MaxValue);
        if (node == LatestEnds.None) return [];
        _at = Timing(node).End;
        while (node != TreeParents.None) node = Enter(node);
        _backwards.Reverse();
        return [.. _backwards];
    }

    /// <summary>Goes back within a span from the moment that was reached, and returns the node at which to go
    /// on.</summary>
    private int Enter(int node)
    {
        _ends.Remove(node);
        // Nothing is known of a missing span, but its children name it.
        if (_tree.Nodes[node].IsGap) return Leave(node);
        var timing = Timing(node);
        // The span ended before its child's message left: a timer, a queue outside, or a wrong clock.
        if (_at > timing.End) BackTo(node, CriticalStepKind.Unknown, timing.End);

        var caused = _ends.Find(node + 1, _subtreeEnds[node], _at);
        if (caused != LatestEnds.None && Timing(caused).End > timing.Start)
        {
            BackTo(node, CriticalStepKind.Handling, Timing(caused).End);
            return caused;
        }
        BackTo(node, CriticalStepKind.Handling, timing.Start);
        BackTo(node, CriticalStepKind.MailboxWait, timing.Arrived);
        BackTo(node, CriticalStepKind.Wire, timing.Sent);
        return Leave(node);
    }

    // A node that was left has no time left before the moment reached, so the way up skips it from now on. Without
    // that, many jumps below a long chain would each climb the whole chain.
    private int Leave(int node)
    {
        _isLeft[node] = true;
        var above = _parents[node];
        while (above != TreeParents.None && _isLeft[above]) above = _parents[above];
        for (var at = node; at != above;)
        {
            var next = _parents[at];
            _parents[at] = above;
            at = next;
        }
        return above;
    }

    private void BackTo(int node, CriticalStepKind kind, ulong moment)
    {
        if (moment >= _at) return;
        _backwards.Add(new CriticalStep(node, kind, moment, _at));
        _at = moment;
    }

    // Nodes stand depth first, so all that a span caused stands behind it in one range.
    private static int[] SubtreeEnds(int[] parents)
    {
        var ends = new int[parents.Length];
        for (var i = parents.Length - 1; i >= 0; i--)
        {
            ends[i] = Math.Max(ends[i], i + 1);
            if (parents[i] != TreeParents.None) ends[parents[i]] = Math.Max(ends[parents[i]], ends[i]);
        }
        return ends;
    }

    // Default in a gap.
    private SpanTiming Timing(int node) => _tree.Nodes[node].Span is { } span ? SpanTiming.Of(span) : default;
}
