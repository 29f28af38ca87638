using System.Collections.Immutable;
using Akka.Actor;
using Tracing.Assembling;
using Tracing.Figures.OverTime;
using Tracing.Keeping;

namespace Tracing.Clustering;

/// <summary>The traces of all nodes as one store: it asks this node's store and those of the other nodes, and unites
/// their answers by trace id.</summary>
/// <remarks>
/// Any thread. Puts and counts are for this node alone. A node that does not answer in time is left out; callers of
/// <see cref="Noting"/> learn which. Each store searches by itself, so a trace that matches only when its parts are
/// united is not found (RATIONALE "What does a search over all nodes miss?").
/// </remarks>
public sealed class ClusterTraceStore : ITraceStore
{
    private readonly ITraceStore _own;
    private readonly NodeQuestions _nodes;
    private readonly QueryNotes? _notes;

    private ClusterTraceStore(ITraceStore own, NodeQuestions nodes, QueryNotes? notes) =>
        (_own, _nodes, _notes) = (own, nodes, notes);

    public StoreCounts Counts => _own.Counts;

    public string? Problem => _own.Problem;

    public bool IsShared => true;

    /// <summary>Makes this node's store available to other nodes, and theirs to this node. Call it once for an actor
    /// system.</summary>
    /// <returns>The store of all nodes. Where the nodes share one, other nodes are asked for their open traces
    /// only.</returns>
    public static ITraceStore Start(ActorSystem system, ITraceStore own)
    {
        ArgumentNullException.ThrowIfNull(system);
        ArgumentNullException.ThrowIfNull(own);
        var settings = ClusterTracing.For(system).Settings;
        ((ExtendedActorSystem)system).SystemActorOf(StoreDoor.Props(own, settings.Query), StoreDoor.Name);
        var patience = own.IsShared ? SharedTraceStore.PatienceOf(settings.Query) : settings.Query.Patience;
        var nodes = new NodeQuestions(system, patience, settings.Role);
        return own.IsShared ? new SharedTraceStore(own, nodes, null) : new ClusterTraceStore(own, nodes, null);
    }

    public ITraceStore Noting(QueryNotes notes) => new ClusterTraceStore(_own, _nodes, notes);

    public ValueTask PutAsync(ImmutableArray<ClosedTrace> traces, CancellationToken stopping = default) =>
        _own.PutAsync(traces, stopping);

    public async ValueTask<KeptTrace?> GetAsync(TraceId id, CancellationToken stopping = default)
    {
        var (answers, _) = await AskAllAsync(new AskStore(Number(), [id]), stopping).ConfigureAwait(false);
        KeptTrace[] parts = [.. answers.SelectMany(answer => answer.Traces)];
        if (parts.Length > 0) return KeptTrace.Unite(parts);
        // Asked once more by itself: it tells a trace that is damaged from one that it does not have.
        return await _own.GetAsync(id, stopping).ConfigureAwait(false);
    }

    public async ValueTask<ImmutableArray<KeptTrace>> FindAsync(TraceQuery query, CancellationToken stopping = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        var (found, silent) = await AskAllAsync(
            new AskStore(Number(), [], query with { Limit = query.MaxTraces }), stopping).ConfigureAwait(false);
        var first = query.Order == TraceOrder.Stored
            ? NewestFirst(found, query.MaxTraces)
            : InRank(found, query);
        if (first.IsEmpty) return [];
        // Asks for the parts that did not match by themselves. Nodes that were silent are not asked again.
        var (parts, _) = await AskAllAsync(new AskStore(Number(), first), stopping, silent).ConfigureAwait(false);
        var byId = parts.Concat(found).SelectMany(answer => answer.Traces).ToLookup(trace => trace.TraceId);
        var whole = first.Select(id => KeptTrace.Unite([.. byId[id]])).Where(query.Matches);
        // Uniting may have changed the start and the duration.
        return query.Order == TraceOrder.Stored ? [.. whole] : TraceRank.First(whole, query);
    }

    public async ValueTask<ImmutableArray<string>> ServicesAsync(CancellationToken stopping = default)
    {
        var (answers, _) = await AskAllAsync(new AskStore(Number(), [], WantsServices: true), stopping).ConfigureAwait(false);
        return [.. answers.SelectMany(answer => answer.Services).Distinct().Order(StringComparer.Ordinal).Take(ITraceStore.MaxNames)];
    }

    public async ValueTask<ImmutableArray<Operation>> OperationsAsync(string service, CancellationToken stopping = default)
    {
        var (answers, _) = await AskAllAsync(new AskStore(Number(), [], OperationsOf: service), stopping).ConfigureAwait(false);
        return
        [
            .. answers.SelectMany(answer => answer.Operations).Distinct()
                .OrderBy(operation => operation.Name, StringComparer.Ordinal).ThenBy(operation => operation.Kind)
                .Take(ITraceStore.MaxNames),
        ];
    }

    /// <summary>Sums up the figures of all nodes: each span is stored by one of them.</summary>
    public async ValueTask<FigureAnswer> FiguresAsync(FigureQuery query, CancellationToken stopping = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        var (answers, _) = await AskAllAsync(new AskStore(Number(), [], Figures: query), stopping).ConfigureAwait(false);
        return FigureAnswer.Sum(answers.Select(static answer => answer.Figures ?? FigureAnswer.None));
    }

    private static ImmutableArray<TraceId> InRank(ImmutableArray<StoreAnswer> found, TraceQuery query) =>
    [
        .. found.SelectMany(answer => answer.Traces).OrderByDescending(trace => TraceRank.Of(trace, query.Order))
            .Select(trace => trace.TraceId).Distinct().Take(query.MaxTraces),
    ];

    // Merges the answers and keeps the order of each store, in which its traces were put.
    internal static ImmutableArray<TraceId> NewestFirst(IReadOnlyList<StoreAnswer> found, int limit)
    {
        var next = new int[found.Count];
        var seen = new HashSet<TraceId>();
        var ids = ImmutableArray.CreateBuilder<TraceId>();
        while (ids.Count < limit)
        {
            var newest = -1;
            for (var i = 0; i < found.Count; i++)
            {
                if (next[i] < found[i].Traces.Length && (newest < 0
                    || found[i].Traces[next[i]].ClosedAt > found[newest].Traces[next[newest]].ClosedAt)) newest = i;
            }
            if (newest < 0) break;
            var id = found[newest].Traces[next[newest]++].TraceId;
            if (seen.Add(id)) ids.Add(id);
        }
        return ids.DrainToImmutable();
    }

    private async Task<(ImmutableArray<StoreAnswer> Answers, ImmutableHashSet<Address> Silent)> AskAllAsync(
        AskStore ask, CancellationToken stopping, ImmutableHashSet<Address>? but = null)
    {
        var others = _nodes.AskAsync(ask, stopping, but);
        var own = await StoreAnswer.ReadAsync(_own, ask, stopping).ConfigureAwait(false);
        var (answers, notes, silent) = await others.ConfigureAwait(false);
        foreach (var line in notes) _notes?.Add(line);
        return ([own, .. answers], silent);
    }

    private static ulong Number() => NodeQuestions.Number();
}
