using Tracing.Trees;

namespace Tracing.Analysis;

/// <summary>The spans of a trace as graphs of calls look at them, each with its parent.</summary>
/// <remarks>One owner.</remarks>
public sealed class CallTrace
{
    /// <summary>The parent of a span that has none, or whose parent is missing.</summary>
    public const int None = -1;

    private readonly List<CallSpan> _spans = [];
    private readonly List<int> _parents = [];
    private readonly List<int> _order = [];

    public int Count => _spans.Count;

    /// <summary>The indexes of the spans, each parent before its children. A cycle is cut.</summary>
    public IReadOnlyList<int> Order
    {
        get
        {
            if (_order.Count != Count) Sort();
            return _order;
        }
    }

    public CallSpan this[int span] => _spans[span];

    /// <summary>The index of the parent, or <see cref="None"/>.</summary>
    public int ParentOf(int span) => _parents[span];

    public static CallTrace Of(TraceTree tree)
    {
        ArgumentNullException.ThrowIfNull(tree);
        var trace = new CallTrace();
        // Nothing is known of what is above a missing span, so its children have no parent here.
        var parents = new int[tree.Nodes.Length];
        Array.Fill(parents, None);
        for (var i = 0; i < parents.Length; i++)
        {
            if (tree.Nodes[i].Span is not { } span) continue;
            foreach (var child in tree.Nodes[i].ChildIndexes) parents[child] = trace.Count;
            trace.Add(CallSpan.Of(span), parents[i]);
        }
        return trace;
    }

    public void Add(CallSpan span, int parent)
    {
        _spans.Add(span);
        _parents.Add(parent);
    }

    public void Clear()
    {
        _spans.Clear();
        _parents.Clear();
        _order.Clear();
    }

    private void Sort()
    {
        _order.Clear();
        var (isPlaced, isOnPath) = (new bool[Count], new bool[Count]);
        var path = new Stack<int>();
        for (var first = 0; first < Count; first++)
        {
            var span = first;
            for (; span != None && !isPlaced[span] && !isOnPath[span]; span = _parents[span])
            {
                isOnPath[span] = true;
                path.Push(span);
            }
            if (span != None && !isPlaced[span]) _parents[path.Peek()] = None;
            while (path.TryPop(out span))
            {
                isPlaced[span] = true;
                _order.Add(span);
            }
        }
    }
}
