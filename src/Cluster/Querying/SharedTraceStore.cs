using System.Collections.Immutable;
using Tracing.Assembling;
using Tracing.Figures.OverTime;
using Tracing.Keeping;

namespace Tracing.Clustering;

/// <summary>A store that all nodes put their traces into, together with the traces that are open on other
/// nodes.</summary>
/// <remarks>
/// Any thread. What is stored is asked of the store alone, once; the other nodes search among their open traces. A
/// search shows the late spans of a trace that is stored already only where these match by themselves, or are open on
/// this node (RATIONALE "What is asked of whom where the nodes share a store?").
/// </remarks>
internal sealed class SharedTraceStore(ITraceStore own, NodeQuestions nodes, QueryNotes? notes) : ITraceStore
{
    // What is missing without an answer are traces that are stored some seconds later.
    private static readonly TimeSpan _mostPatience = TimeSpan.FromSeconds(1);

    /// <summary>Returns the silence after which a node is given up: a node that died must not hold up what is
    /// stored.</summary>
    public static TimeSpan PatienceOf(QuerySettings settings) =>
        settings.Patience < _mostPatience ? settings.Patience : _mostPatience;

    public StoreCounts Counts => own.Counts;

    public string? Problem => own.Problem;

    public bool IsShared => true;

    public ITraceStore Noting(QueryNotes notes) => new SharedTraceStore(own.Noting(notes), nodes, notes);

    public ValueTask PutAsync(ImmutableArray<ClosedTrace> traces, CancellationToken stopping = default) =>
        own.PutAsync(traces, stopping);

    public async ValueTask<KeptTrace?> GetAsync(TraceId id, CancellationToken stopping = default)
    {
        // The other nodes first: a trace that is stored in between is then found in the store.
        var open = await OpenAsync(new AskStore(NodeQuestions.Number(), [id]), stopping).ConfigureAwait(false);
        return await UniteAsync(id, open.SelectMany(static answer => answer.Traces), stopping).ConfigureAwait(false);
    }

    public async ValueTask<ImmutableArray<KeptTrace>> FindAsync(TraceQuery query, CancellationToken stopping = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (query.OnlyClosed) return await own.FindAsync(query, stopping).ConfigureAwait(false);
        var ask = new AskStore(NodeQuestions.Number(), [], query with { Limit = query.MaxTraces });
        var open = await OpenAsync(ask, stopping).ConfigureAwait(false);
        var stored = await own.FindAsync(query, stopping).ConfigureAwait(false);
        if (open.All(static answer => answer.Traces.IsEmpty)) return stored;
        var whole = stored.ToDictionary(static trace => trace.TraceId);
        foreach (var parts in open.SelectMany(static answer => answer.Traces).GroupBy(static trace => trace.TraceId))
        {
            whole[parts.Key] = whole.TryGetValue(parts.Key, out var known)
                ? KeptTrace.Unite([known, .. parts])
                : await UniteAsync(parts.Key, parts, stopping).ConfigureAwait(false) ?? parts.First();
        }
        if (query.Order != TraceOrder.Stored) return TraceRank.First(whole.Values.Where(query.Matches), query);
        var newest = ClusterTraceStore.NewestFirst([new StoreAnswer(stored, [], []), .. open], query.MaxTraces);
        return [.. newest.Select(id => whole[id]).Where(query.Matches)];
    }

    public async ValueTask<ImmutableArray<string>> ServicesAsync(CancellationToken stopping = default)
    {
        var ask = new AskStore(NodeQuestions.Number(), [], WantsServices: true);
        var open = await OpenAsync(ask, stopping).ConfigureAwait(false);
        var stored = await own.ServicesAsync(stopping).ConfigureAwait(false);
        return
        [
            .. stored.Concat(open.SelectMany(static answer => answer.Services)).Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal).Take(ITraceStore.MaxNames),
        ];
    }

    public async ValueTask<ImmutableArray<Operation>> OperationsAsync(
        string service, CancellationToken stopping = default)
    {
        var ask = new AskStore(NodeQuestions.Number(), [], OperationsOf: service);
        var open = await OpenAsync(ask, stopping).ConfigureAwait(false);
        var stored = await own.OperationsAsync(service, stopping).ConfigureAwait(false);
        return
        [
            .. stored.Concat(open.SelectMany(static answer => answer.Operations)).Distinct()
                .OrderBy(static operation => operation.Name, StringComparer.Ordinal)
                .ThenBy(static operation => operation.Kind).Take(ITraceStore.MaxNames),
        ];
    }

    /// <summary>Figures are those of stored traces, which are all in this store.</summary>
    public ValueTask<FigureAnswer> FiguresAsync(FigureQuery query, CancellationToken stopping = default) =>
        own.FiguresAsync(query, stopping);

    private async Task<ImmutableArray<StoreAnswer>> OpenAsync(AskStore ask, CancellationToken stopping)
    {
        var (answers, lines, _) = await nodes.AskAsync(ask with { OnlyOpen = true }, stopping).ConfigureAwait(false);
        foreach (var line in lines) notes?.Add($"open traces of {line}");
        return answers;
    }

    private async Task<KeptTrace?> UniteAsync(TraceId id, IEnumerable<KeptTrace> open, CancellationToken stopping)
    {
        KeptTrace[] parts = await own.GetAsync(id, stopping).ConfigureAwait(false) is { } stored
            ? [stored, .. open]
            : [.. open];
        return parts.Length == 0 ? null : KeptTrace.Unite(parts);
    }
}
