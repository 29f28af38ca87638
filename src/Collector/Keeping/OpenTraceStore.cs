using System.Collections.Immutable;
using Tracing.Assembling;
using Tracing.Closing;
using Tracing.Contracts;
using Tracing.Figures.OverTime;
using Tracing.Wire.Spans;

namespace Tracing.Keeping;

/// <summary>A store together with the traces that a collector has and that are not in the store yet: open ones, and
/// closed ones on their way to it.</summary>
/// <remarks>
/// Any thread. The collector is asked before the store, so a trace that is stored in between is found there; the stored
/// trace then stands alone. A search looks at the newest <see cref="MaxOpenTraces"/> open traces. See RATIONALE "What
/// can be seen of an open trace?".
/// </remarks>
public sealed class OpenTraceStore(ITraceStore stored, ICollectorEngine collector) : ITraceStore, IPackedStore
{
    /// <summary>Number of open traces that a search looks at, the newest.</summary>
    public const int MaxOpenTraces = 1_000;

    private readonly QueryNotes? _notes;

    private OpenTraceStore(ITraceStore stored, ICollectorEngine collector, QueryNotes notes)
        : this(stored.Noting(notes), collector) => _notes = notes;

    public StoreCounts Counts => stored.Counts;

    public bool IsShared => stored.IsShared;

    public ITraceStore Unstored => new OpenTraceStore(new NoTraceStore(), collector);

    public ITraceStore Noting(QueryNotes notes) => new OpenTraceStore(stored, collector, notes);

    public ValueTask PutAsync(ImmutableArray<ClosedTrace> traces, CancellationToken stopping = default) =>
        stored.PutAsync(traces, stopping);

    public async ValueTask<KeptTrace?> GetAsync(TraceId id, CancellationToken stopping = default)
    {
        var unstored = await AskAsync(UnstoredAsk.Of(id), stopping).ConfigureAwait(false);
        KeptTrace[] parts = await stored.GetAsync(id, stopping).ConfigureAwait(false) is { } kept
            ? [kept, .. unstored]
            : [.. unstored];
        return parts.Length == 0 ? null : KeptTrace.Unite(parts);
    }

    public async ValueTask<ImmutableArray<KeptTrace>> FindAsync(TraceQuery query, CancellationToken stopping = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (query.OnlyClosed) return await stored.FindAsync(query, stopping).ConfigureAwait(false);
        var unstored = await NewestAsync(stopping).ConfigureAwait(false);
        // No stored trace is open, so there is nothing to search for.
        var kept = query.Completeness == CompletenessKind.Open ? []
            : await stored.FindAsync(query, stopping).ConfigureAwait(false);
        var known = kept.ToDictionary(trace => trace.TraceId);
        var found = new List<KeptTrace>();
        foreach (var parts in unstored.GroupBy(trace => trace.TraceId))
        {
            stopping.ThrowIfCancellationRequested();
            var whole = KeptTrace.Unite(known.TryGetValue(parts.Key, out var stands) ? [stands, .. parts] : [.. parts]);
            if (stands is not null) known[parts.Key] = whole;
            else if (query.Matches(whole)) found.Add(whole);
        }
        if (unstored.IsEmpty) return kept;
        if (query.Order != TraceOrder.Stored) return TraceRank.First(found.Concat(known.Values), query);
        return Merge([.. found.OrderByDescending(trace => trace.ClosedAt)],
            [.. kept.Select(trace => known[trace.TraceId])], query.MaxTraces);
    }

    // The store's order stays as it is: late spans do not move a trace.
    private static ImmutableArray<KeptTrace> Merge(List<KeptTrace> open, List<KeptTrace> kept, int limit)
    {
        var merged = ImmutableArray.CreateBuilder<KeptTrace>();
        var (nextOpen, nextKept) = (0, 0);
        while (merged.Count < limit && (nextOpen < open.Count || nextKept < kept.Count))
        {
            var isOpenNext = nextKept == kept.Count
                || (nextOpen < open.Count && open[nextOpen].ClosedAt > kept[nextKept].ClosedAt);
            merged.Add(isOpenNext ? open[nextOpen++] : kept[nextKept++]);
        }
        return merged.DrainToImmutable();
    }

    public async ValueTask<ImmutableArray<string>> ServicesAsync(CancellationToken stopping = default)
    {
        var unstored = await NewestAsync(stopping).ConfigureAwait(false);
        var kept = await stored.ServicesAsync(stopping).ConfigureAwait(false);
        return unstored.IsEmpty ? kept
            :
            [
                .. kept.Concat(unstored.SelectMany(trace => trace.Raw).Select(span => span.Origin.Service))
                    .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Take(ITraceStore.MaxNames),
            ];
    }

    public async ValueTask<ImmutableArray<Operation>> OperationsAsync(
        string service, CancellationToken stopping = default)
    {
        var unstored = await NewestAsync(stopping).ConfigureAwait(false);
        var kept = await stored.OperationsAsync(service, stopping).ConfigureAwait(false);
        return unstored.IsEmpty ? kept
            :
            [
                .. kept.Concat(unstored.SelectMany(trace => trace.Raw)
                        .Where(span => span.Origin.Service == service)
                        .Select(OperationOf))
                    .Distinct().OrderBy(operation => operation.Name, StringComparer.Ordinal)
                    .ThenBy(operation => operation.Kind).Take(ITraceStore.MaxNames),
            ];
    }

    /// <summary>Figures of stored traces alone.</summary>
    public ValueTask<FigureAnswer> FiguresAsync(FigureQuery query, CancellationToken stopping = default) =>
        stored.FiguresAsync(query, stopping);

    async ValueTask<bool> IPackedStore.ScanAsync(TraceQuery query, IPackedScan scan, CancellationToken stopping)
    {
        if (stored is not IPackedStore packed) return false;
        var unstored = (await NewestAsync(stopping).ConfigureAwait(false)).ToLookup(static trace => trace.TraceId);
        var without = new ScanWithout(scan, [.. unstored.Select(static parts => parts.Key)]);
        if (!await packed.ScanAsync(query, without, stopping).ConfigureAwait(false)) return false;
        foreach (var parts in unstored)
        {
            var kept = await stored.GetAsync(parts.Key, stopping).ConfigureAwait(false);
            if (!scan.Add(KeptTrace.Unite(kept is null ? [.. parts] : [kept, .. parts]))) break;
        }
        return true;
    }

    private static Operation OperationOf(RawSpan span)
    {
        var label = SpanLabel.Of(span);
        return new Operation(label.NameText(), label.Kind);
    }

    private ValueTask<ImmutableArray<KeptTrace>> NewestAsync(CancellationToken stopping) =>
        AskAsync(UnstoredAsk.Newest(MaxOpenTraces), stopping);

    private async ValueTask<ImmutableArray<KeptTrace>> AskAsync(UnstoredAsk ask, CancellationToken stopping)
    {
        var unstored = await collector.UnstoredAsync(ask, stopping).ConfigureAwait(false);
        if (!unstored.IsWhole) _notes?.Add("open traces: the collector did not answer in time");
        // A trace that is sampled away never comes to the sinks, and closed ones that wait for them are all kept.
        return [.. unstored.Open.Select(KeptTrace.Of), .. unstored.Closed.Select(KeptTrace.Of)];
    }
}
