using System.Collections.Immutable;
using Tracing.Trees;

namespace Tracing.Analysis;

/// <summary>The steps that made a trace take as long as it took: shorten any, and it ends earlier.</summary>
/// <remarks>
/// Found backwards, from the last end of all: a span's time leads back to the child that ended last before, and where
/// none is left, to the span's start, its mailbox, its wire, and the span that sent it. With Tell the last end is
/// seldom the root's. O(n log n), without recursion. Skewed clocks shorten steps, and never make one negative.
/// </remarks>
public sealed class CriticalPath
{
    private readonly TraceTree _tree;
    private readonly int[] _parents;
    private readonly List<CriticalStep> _backwards = [];
    private readonly Dictionary<int, Queue<int>> _children = [];
    private ulong _at;

    private CriticalPath(TraceTree tree)
    {
        _tree = tree;
        _parents = TreeParents.Of(tree);
    }

    /// <summary>From the trace's start to its end; each begins where the one before ended. Empty for a tree without
    /// spans.</summary>
    public static ImmutableArray<CriticalStep> Of(TraceTree tree)
    {
        ArgumentNullException.ThrowIfNull(tree);
        return new CriticalPath(tree).Walk();
    }

    private ImmutableArray<CriticalStep> Walk()
    {
        var node = LastToEnd();
        if (node == TreeParents.None) return [];
        _at = Timing(node).End;
        while (node != TreeParents.None) node = Enter(node);
        _backwards.Reverse();
        return [.. _backwards];
    }

    /// <summary>Goes back within a span, from the moment that was reached; returns where to go on.</summary>
    private int Enter(int node)
    {
        // Of a span that is missing nothing is known but who named it.
        if (_tree.Nodes[node].IsGap) return _parents[node];
        var timing = Timing(node);
        // It was over before its child's message left: a timer, a queue outside, or a clock.
        if (_at > timing.End) BackTo(node, CriticalStepKind.Unknown, timing.End);

        var children = ChildrenByEnd(node);
        while (children.TryDequeue(out var child))
        {
            var end = Timing(child).End;
            if (end > _at || end <= timing.Start) continue;
            BackTo(node, CriticalStepKind.Handling, end);
            return child;
        }
        BackTo(node, CriticalStepKind.Handling, timing.Start);
        BackTo(node, CriticalStepKind.MailboxWait, timing.Arrived);
        BackTo(node, CriticalStepKind.Wire, timing.Sent);
        return _parents[node];
    }

    private void BackTo(int node, CriticalStepKind kind, ulong moment)
    {
        if (moment >= _at) return;
        _backwards.Add(new CriticalStep(node, kind, moment, _at));
        _at = moment;
    }

    // Kept, because a span is come back to after each child; each child is taken once.
    private Queue<int> ChildrenByEnd(int node)
    {
        if (_children.TryGetValue(node, out var children)) return children;
        var withSpan = _tree.Nodes[node].ChildIndexes.Where(child => !_tree.Nodes[child].IsGap);
        children = new Queue<int>(withSpan.OrderByDescending(child => Timing(child).End));
        _children.Add(node, children);
        return children;
    }

    private int LastToEnd()
    {
        var last = TreeParents.None;
        ulong end = 0;
        for (var i = 0; i < _tree.Nodes.Length; i++)
        {
            if (_tree.Nodes[i].IsGap || (last != TreeParents.None && Timing(i).End <= end)) continue;
            last = i;
            end = Timing(i).End;
        }
        return last;
    }

    // A node on the path is not a gap.
    private SpanTiming Timing(int node) => _tree.Nodes[node].Span is { } span ? SpanTiming.Of(span) : default;
}
