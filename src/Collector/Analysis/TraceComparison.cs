using System.Collections.Immutable;
using Tracing.Trees;

namespace Tracing.Analysis;

/// <summary>Compares two traces: the spans that both have, that are gone, and that are new.</summary>
/// <remarks>
/// Under matching parents, the n-th child with a service and name matches the n-th child with the same service and
/// name. Ids and times do not matter. O(n), without recursion. See RATIONALE "Why does a comparison go by place and
/// name?".
/// </remarks>
public sealed class TraceComparison
{
    private readonly TraceTree _before;
    private readonly TraceTree _after;
    private readonly ImmutableArray<ComparedSpan>.Builder _spans = ImmutableArray.CreateBuilder<ComparedSpan>();
    private readonly Stack<(int? Before, int? After, int Depth)> _stack = new();

    private TraceComparison(TraceTree before, TraceTree after) => (_before, _after) = (before, after);

    /// <summary>Returns the spans depth first, in the order of the first trace; new spans come after their
    /// siblings.</summary>
    public static ImmutableArray<ComparedSpan> Of(TraceTree before, TraceTree after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        return new TraceComparison(before, after).Walk();
    }

    private ImmutableArray<ComparedSpan> Walk()
    {
        Push(_before.Roots, _after.Roots, 0);
        while (_stack.TryPop(out var at))
        {
            var left = at.Before is { } b ? _before.Nodes[b] : null;
            var right = at.After is { } a ? _after.Nodes[a] : null;
            _spans.Add(Compared(at, left?.Span, right?.Span));
            Push(left?.ChildIndexes ?? [], right?.ChildIndexes ?? [], at.Depth + 1);
        }
        return _spans.DrainToImmutable();
    }

    private static ComparedSpan Compared((int? Before, int? After, int Depth) at, TraceSpan? before, TraceSpan? after) =>
        before is null || after is null
            ? new ComparedSpan(at.Before, at.After, at.Depth, 0, false)
            : new ComparedSpan(at.Before, at.After, at.Depth,
                unchecked((long)(after.Span.DurationNanos - before.Span.DurationNanos)), before.IsError != after.IsError);

    private void Push(ImmutableArray<int> before, ImmutableArray<int> after, int depth)
    {
        var unmatched = new Dictionary<(string, string), Queue<int>>();
        foreach (var index in after)
        {
            var key = Key(_after.Nodes[index]);
            if (!unmatched.TryGetValue(key, out var same)) unmatched.Add(key, same = new Queue<int>());
            same.Enqueue(index);
        }
        var matched = new HashSet<int>();
        var pairs = new List<(int?, int?, int)>(before.Length);
        foreach (var index in before)
        {
            int? other = null;
            if (unmatched.TryGetValue(Key(_before.Nodes[index]), out var same) && same.TryDequeue(out var found))
                matched.Add((other = found).Value);
            pairs.Add((index, other, depth));
        }
        foreach (var index in after)
            if (!matched.Contains(index))
                pairs.Add((null, index, depth));
        for (var i = pairs.Count - 1; i >= 0; i--) _stack.Push(pairs[i]);
    }

    // Gaps have neither service nor name, and match each other.
    private static (string, string) Key(TraceNode node) =>
        node.Span is { } span ? (span.Service, span.Span.Name) : ("", "");
}
