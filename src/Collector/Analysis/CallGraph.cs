using System.Collections.Immutable;
using Tracing.Trees;

namespace Tracing.Analysis;

/// <summary>A graph of the calls between services, or between actors, in any number of traces. One owner.</summary>
/// <remarks>Adding a trace is O(n). The number of names is bounded; spans with further names are counted in
/// <see cref="LeftOut"/>.</remarks>
public sealed class CallGraph : ICallCounter
{
    /// <summary>Default limit for the number of names, and for the number of edges.</summary>
    public const int DefaultMaxEntries = 20_000;

    private readonly Func<CallSpan, string?> _nameOf;
    private readonly int _maxEntries;
    private readonly Dictionary<string, (long Spans, long Errors)> _nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<(string From, string To), (long Calls, long Errors)> _edges = [];

    private CallGraph(Func<CallSpan, string?> nameOf, bool seesActors, int maxEntries) =>
        (_nameOf, SeesActors, _maxEntries) = (nameOf, seesActors, maxEntries);

    public bool SeesActors { get; }

    public bool SeesPeers => false;

    /// <summary>Number of spans for which there was no room.</summary>
    public long LeftOut { get; private set; }

    /// <summary>The nodes, in ordinal order of their names.</summary>
    public ImmutableArray<GraphNode> Nodes =>
    [
        .. _nodes.OrderBy(node => node.Key, StringComparer.Ordinal)
            .Select(node => new GraphNode(node.Key, node.Value.Spans, node.Value.Errors)),
    ];

    /// <summary>The edges, in ordinal order of their names.</summary>
    public ImmutableArray<GraphEdge> Edges =>
    [
        .. _edges.OrderBy(edge => edge.Key.From, StringComparer.Ordinal).ThenBy(edge => edge.Key.To, StringComparer.Ordinal)
            .Select(edge => new GraphEdge(edge.Key.From, edge.Key.To, edge.Value.Calls, edge.Value.Errors)),
    ];

    /// <summary>Creates a graph of services, by <c>service.name</c>. Calls within a service are no edges.</summary>
    public static CallGraph OfServices(int maxEntries = DefaultMaxEntries) =>
        new(static span => span.Service, seesActors: false, maxEntries);

    /// <summary>Creates a graph of actors, by path and type. An edge leads over spans outside actors to the next
    /// actor.</summary>
    public static CallGraph OfActors(int maxEntries = DefaultMaxEntries) =>
        new(static span => span.Actor, seesActors: true, maxEntries);

    public void Add(TraceTree tree) => Add(CallTrace.Of(tree));

    public void Add(CallTrace trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        var names = new string?[trace.Count];
        foreach (var span in trace.Order)
        {
            // A span without a name passes on that of its caller.
            var caller = trace.ParentOf(span) is >= 0 and var parent ? names[parent] : null;
            names[span] = Count(trace[span], caller) ?? caller;
        }
    }

    public void Clear()
    {
        _nodes.Clear();
        _edges.Clear();
        LeftOut = 0;
    }

    private string? Count(CallSpan span, string? caller)
    {
        if (_nameOf(span) is not { } name) return null;
        var error = span.IsError ? 1 : 0;
        var isRoomy = Raise(_nodes, name, error);
        if (caller is not null && !string.Equals(caller, name, StringComparison.Ordinal))
            isRoomy &= Raise(_edges, (caller, name), error);
        if (!isRoomy) LeftOut++;
        return name;
    }

    private bool Raise<TKey>(Dictionary<TKey, (long Times, long Errors)> counts, TKey key, int error)
        where TKey : notnull
    {
        if (!counts.TryGetValue(key, out var count) && counts.Count >= _maxEntries) return false;
        counts[key] = (count.Times + 1, count.Errors + error);
        return true;
    }
}
