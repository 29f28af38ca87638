using System.Collections.Immutable;

namespace Tracing.Trees;

/// <summary>The spans of a trace as a tree. Orphans are put under a gap, spans below a foreign parent are roots; a cycle
/// is cut and marked.</summary>
public sealed class TraceTree
{
    private TraceTree(ImmutableArray<TraceNode> nodes, ImmutableArray<int> roots)
    {
        Nodes = nodes;
        Roots = roots;
    }

    /// <summary>All nodes, depth first, children by start time.</summary>
    public ImmutableArray<TraceNode> Nodes { get; }

    /// <summary>Indexes of the roots in <see cref="Nodes"/>.</summary>
    public ImmutableArray<int> Roots { get; }

    /// <summary>Builds the tree, in which every span is exactly once, in O(n log n).</summary>
    public static TraceTree Of(IReadOnlyList<TraceSpan> spans)
    {
        // Ordered by start and id, so that the tree does not depend on the order of arrival.
        var ordered = spans.OrderBy(s => s.Span.StartUnixNanos).ThenBy(s => s.Span.SpanId.Value).ToArray();
        var places = new List<Place>(ordered.Length);
        var byId = new Dictionary<SpanId, int>(ordered.Length);
        foreach (var span in ordered)
        {
            // If two spans have the same id, the first gets the children and the second is a leaf beside it.
            byId.TryAdd(span.Span.SpanId, places.Count);
            places.Add(new Place(span.Span.SpanId, span));
        }

        var roots = new List<int>();
        for (var i = 0; i < ordered.Length; i++)
        {
            var parent = ordered[i].Span.ParentSpanId;
            if (parent.IsNone || (ordered[i].HasForeignParent && !byId.ContainsKey(parent)))
            {
                roots.Add(i);
                continue;
            }
            if (!byId.TryGetValue(parent, out var at))
            {
                byId.Add(parent, at = places.Count);
                places.Add(new Place(parent, null));
                roots.Add(at);
            }
            places[at].Children.Add(i);
        }
        return Walk(places, roots);
    }

    private static TraceTree Walk(List<Place> places, List<int> roots)
    {
        var walk = new Walking(places);
        foreach (var root in roots) walk.From(root, isInCycle: false);
        // Spans not reached yet are in a cycle or below one. Each cycle is cut at its earliest span.
        var inCycle = new HashSet<int>();
        for (var i = 0; i < places.Count; i++)
        {
            if (walk.IsDone(i)) continue;
            walk.From(walk.CycleAbove(i, inCycle), isInCycle: true);
        }
        return walk.Finish();
    }

    private sealed class Place(SpanId id, TraceSpan? span)
    {
        public SpanId Id { get; } = id;

        public TraceSpan? Span { get; } = span;

        public List<int> Children { get; } = [];
    }

    private sealed class Walking(List<Place> places)
    {
        private readonly int[] _newIndex = [.. Enumerable.Repeat(-1, places.Count)];
        private readonly List<(int Place, int Depth, bool IsInCycle)> _order = new(places.Count);
        private readonly List<int> _roots = [];
        private readonly Stack<(int Place, int Depth)> _stack = new();
        private int[]? _parents;

        public bool IsDone(int place) => _newIndex[place] >= 0;

        public void From(int root, bool isInCycle)
        {
            _roots.Add(_order.Count);
            _stack.Push((root, 0));
            while (_stack.TryPop(out var at))
            {
                if (IsDone(at.Place)) continue;
                _newIndex[at.Place] = _order.Count;
                _order.Add((at.Place, at.Depth, isInCycle && at.Depth == 0));
                var children = places[at.Place].Children;
                for (var i = children.Count - 1; i >= 0; i--)
                    if (!IsDone(children[i]))
                        _stack.Push((children[i], at.Depth + 1));
            }
        }

        /// <summary>Finds the cycle above a place that no root reaches, and returns the earliest place in it.</summary>
        public int CycleAbove(int place, HashSet<int> seen)
        {
            _parents ??= ParentsOf();
            seen.Clear();
            while (seen.Add(place)) place = _parents[place];
            var earliest = place;
            for (var at = _parents[place]; at != place; at = _parents[at]) earliest = Math.Min(earliest, at);
            return earliest;
        }

        public TraceTree Finish()
        {
            var nodes = ImmutableArray.CreateBuilder<TraceNode>(_order.Count);
            foreach (var (at, depth, isInCycle) in _order)
            {
                var place = places[at];
                // The cut edge of a cycle leads to a node that is not below this one.
                var children = place.Children.Select(child => _newIndex[child])
                    .Where(child => child > nodes.Count && _order[child].Depth == depth + 1);
                nodes.Add(new TraceNode(place.Id, place.Span, depth, [.. children], isInCycle));
            }
            return new TraceTree(nodes.MoveToImmutable(), [.. _roots]);
        }

        private int[] ParentsOf()
        {
            var parents = new int[places.Count];
            for (var i = 0; i < places.Count; i++)
                foreach (var child in places[i].Children)
                    parents[child] = i;
            return parents;
        }
    }
}
