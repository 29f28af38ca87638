using System.Collections.Immutable;

namespace Tracing.Testing;

/// <summary>The names of a trace's spans as a tree.</summary>
/// <remarks>Nodes stand in depth-first order, so that a loop from the end meets children before their parents: a trace may
/// be deeper than a recursion.</remarks>
internal sealed class Shape
{
    private const char Separator = '\u001f';

    // Longer subtrees are compared by their beginnings; what still ties keeps the order of time.
    private const int SortedLength = 512;

    private readonly List<ShapeNode> _nodes = [];
    private readonly List<int> _roots = [];

    public IReadOnlyList<ShapeNode> Nodes => _nodes;

    public IReadOnlyList<int> Roots => _roots;

    /// <param name="parent">-1: the node is a root.</param>
    /// <returns>The index of the new node.</returns>
    public int Add(int parent, string name, bool isDetached, int span = -1)
    {
        var depth = parent < 0 ? 0 : _nodes[parent].Depth + 1;
        (parent < 0 ? _roots : _nodes[parent].Children).Add(_nodes.Count);
        _nodes.Add(new ShapeNode(name, isDetached, depth, [], span));
        return _nodes.Count - 1;
    }

    /// <summary>Adds a copy of a node and of all below it, beside it.</summary>
    public void AddCopy(int parent, int node)
    {
        var pending = new Stack<(int Node, int Parent)>();
        pending.Push((node, parent));
        while (pending.TryPop(out var at))
        {
            var added = Add(at.Parent, _nodes[at.Node].Name, _nodes[at.Node].IsDetached);
            var children = _nodes[at.Node].Children;
            for (var i = children.Count - 1; i >= 0; i--) pending.Push((children[i], added));
        }
    }

    /// <summary>The roots, or the children of a node.</summary>
    public IReadOnlyList<int> Below(int node) => node < 0 ? _roots : _nodes[node].Children;

    /// <summary>A number for each node: equal where the subtrees are.</summary>
    /// <param name="known">Shared by shapes that are to be compared.</param>
    /// <param name="inOrder">Whether siblings in another order make another subtree.</param>
    public int[] Classes(Dictionary<string, int> known, bool inOrder)
    {
        var classes = new int[_nodes.Count];
        for (var i = _nodes.Count - 1; i >= 0; i--)
        {
            var below = _nodes[i].Children.Select(child => classes[child]);
            var children = string.Join(',', inOrder ? below : below.Order());
            var key = $"{(_nodes[i].IsDetached ? "~" : "")}{_nodes[i].Name}{Separator}{children}";
            if (!known.TryGetValue(key, out classes[i])) known.Add(key, classes[i] = known.Count);
        }
        return classes;
    }

    /// <summary>The same tree with siblings in the order of their names, then of what is below them.</summary>
    public Shape Sorted()
    {
        var keys = new string[_nodes.Count];
        for (var i = _nodes.Count - 1; i >= 0; i--)
        {
            var below = string.Concat(ByKey(_nodes[i].Children, keys).Select(child => keys[child]));
            var key = _nodes[i].Name + Separator + below;
            keys[i] = key.Length > SortedLength ? key[..SortedLength] : key;
        }
        var sorted = new Shape();
        var pending = new Stack<(int Node, int Parent)>();
        foreach (var root in ByKey(_roots, keys).Reverse()) pending.Push((root, -1));
        while (pending.TryPop(out var at))
        {
            var node = _nodes[at.Node];
            var added = sorted.Add(at.Parent, node.Name, node.IsDetached, node.Span);
            foreach (var child in ByKey(node.Children, keys).Reverse()) pending.Push((child, added));
        }
        return sorted;
    }

    /// <summary>The names of all nodes, which tell <see cref="ShapeReader"/> where one name ends and the next
    /// begins.</summary>
    public ImmutableHashSet<string> Names() => [.. _nodes.Select(node => node.Name)];

    private static IEnumerable<int> ByKey(IEnumerable<int> nodes, string[] keys) =>
        nodes.OrderBy(node => keys[node], StringComparer.Ordinal);
}
