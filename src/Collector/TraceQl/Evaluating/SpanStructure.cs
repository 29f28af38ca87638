using System.Collections.Immutable;
using Tracing.TraceQl.Syntax;
using Tracing.Trees;

namespace Tracing.TraceQl.Evaluating;

/// <summary>The places of a trace's spans in its tree. The tree is that of the trace's waterfall: orphans are below a
/// gap, and a cycle is cut at its earliest span.</summary>
internal sealed class SpanStructure
{
    private readonly TraceTree _tree;

    // For each node of the tree.
    private readonly int[] _parents;
    private readonly int[] _sizes;
    private readonly int[] _spans;

    // For each span.
    private readonly int[] _nodes;

    private SpanStructure(TraceTree tree, int[] parents, int[] sizes, int[] spans, int[] nodes) =>
        (_tree, _parents, _sizes, _spans, _nodes) = (tree, parents, sizes, spans, nodes);

    public static SpanStructure Of(ImmutableArray<TraceSpan> spans)
    {
        var tree = TraceTree.Of(spans);
        var indexes = new Dictionary<TraceSpan, int>(spans.Length, ReferenceEqualityComparer.Instance);
        for (var i = 0; i < spans.Length; i++) indexes.Add(spans[i], i);
        var (parents, sizes) = (new int[tree.Nodes.Length], new int[tree.Nodes.Length]);
        var (spanOf, nodeOf) = (new int[tree.Nodes.Length], new int[spans.Length]);
        Array.Fill(parents, -1);
        // Children come after their parent, so the sizes are summed up from behind.
        for (var node = tree.Nodes.Length - 1; node >= 0; node--)
        {
            sizes[node]++;
            spanOf[node] = tree.Nodes[node].Span is { } span ? indexes[span] : -1;
            if (spanOf[node] >= 0) nodeOf[spanOf[node]] = node;
            foreach (var child in tree.Nodes[node].ChildIndexes)
            {
                parents[child] = node;
                sizes[node] += sizes[child];
            }
        }
        return new SpanStructure(tree, parents, sizes, spanOf, nodeOf);
    }

    /// <summary>The index of the parent; -1 for a root, and where the parent is missing.</summary>
    public int ParentOf(int span) => _parents[_nodes[span]] is >= 0 and var parent ? _spans[parent] : -1;

    public int ChildCount(int span) => _tree.Nodes[_nodes[span]].ChildIndexes.Length;

    // The numbers of a nested set follow from the order of the nodes, because it is depth first.
    public long NestedSetLeft(int span) => LeftOf(_nodes[span]);

    public long NestedSetRight(int span) => LeftOf(_nodes[span]) + (2L * _sizes[_nodes[span]]) - 1;

    /// <summary>The left number of the parent, or of the gap in its place; -1 for a root.</summary>
    public long NestedSetParent(int span) => _parents[_nodes[span]] is >= 0 and var parent ? LeftOf(parent) : -1;

    /// <summary>The right spans that are in a structural relation to a left one.</summary>
    public bool[] Related(SpanRelation relation, bool[] left, bool[] right)
    {
        var related = relation switch
        {
            SpanRelation.Child => ChildrenOf(left),
            SpanRelation.Descendant => BelowOf(left),
            SpanRelation.Parent => ParentsOf(left),
            SpanRelation.Ancestor => AboveOf(left),
            _ => SiblingsOf(left),
        };
        for (var span = 0; span < related.Length; span++) related[span] &= right[span];
        return related;
    }

    private long LeftOf(int node) => (2L * node) - _tree.Nodes[node].Depth + 1;

    private bool[] ChildrenOf(bool[] left)
    {
        var found = new bool[left.Length];
        for (var span = 0; span < found.Length; span++)
            found[span] = ParentOf(span) is >= 0 and var parent && left[parent];
        return found;
    }

    private bool[] BelowOf(bool[] left)
    {
        var found = new bool[left.Length];
        for (var node = 0; node < _spans.Length; node++)
        {
            if (_spans[node] is var span && span >= 0 && ParentOf(span) is >= 0 and var parent)
                found[span] = left[parent] || found[parent];
        }
        return found;
    }

    private bool[] ParentsOf(bool[] left)
    {
        var found = new bool[left.Length];
        for (var span = 0; span < found.Length; span++)
        {
            if (left[span] && ParentOf(span) is >= 0 and var parent) found[parent] = true;
        }
        return found;
    }

    private bool[] AboveOf(bool[] left)
    {
        var found = new bool[left.Length];
        for (var node = _spans.Length - 1; node >= 0; node--)
        {
            if (_spans[node] is var span && span >= 0 && (left[span] || found[span])
                && ParentOf(span) is >= 0 and var parent)
                found[parent] = true;
        }
        return found;
    }

    // Spans whose common parent is missing are siblings too.
    private bool[] SiblingsOf(bool[] left)
    {
        var counts = new int[_parents.Length];
        for (var span = 0; span < left.Length; span++)
        {
            if (left[span] && _parents[_nodes[span]] is >= 0 and var parent) counts[parent]++;
        }
        var found = new bool[left.Length];
        for (var span = 0; span < found.Length; span++)
        {
            if (_parents[_nodes[span]] is >= 0 and var parent) found[span] = counts[parent] > (left[span] ? 1 : 0);
        }
        return found;
    }
}
