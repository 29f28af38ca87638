using System.Collections.Immutable;
using Tracing.Keeping;
using Tracing.Sqlite.Files;
using Tracing.Sqlite.Reading;
using Tracing.Storage.Packing;
using Tracing.Storage.Searching;

namespace Tracing.Sqlite.Searching;

/// <summary>Answers a query over one connection: the indexes give candidates, <see cref="TraceQuery.Matches"/>
/// decides.</summary>
/// <remarks>The caller owns the connection and keeps a transaction open.</remarks>
internal sealed class TraceSearch(Database database, TraceReader reader)
{
    /// <summary>Span data in one answer; older traces beyond it are left out.</summary>
    private const long MaxBytes = 256L << 20;

    public ImmutableArray<KeptTrace> Find(TraceQuery query, CancellationToken stopping)
    {
        var labels = LabelSearch.Of(query, database);
        if (labels is { Labels: [] }) return [];
        return query.Order == TraceOrder.Stored
            ? FindStored(query, labels, stopping)
            : FindRanked(query, labels, stopping);
    }

    private ImmutableArray<KeptTrace> FindStored(TraceQuery query, LabelSearch? labels, CancellationToken stopping)
    {
        var found = ImmutableArray.CreateBuilder<KeptTrace>();
        long bytes = 0;
        foreach (var trace in Candidates(query, labels, stopping))
        {
            stopping.ThrowIfCancellationRequested();
            if (!query.Matches(trace)) continue;
            found.Add(trace);
            bytes += trace.Bytes;
            if (found.Count >= query.MaxTraces || bytes >= MaxBytes) break;
        }
        return found.DrainToImmutable();
    }

    // Start times and durations are in no order on disk. So blocks are gone through in the order of their highest
    // ranks.
    private ImmutableArray<KeptTrace> FindRanked(TraceQuery query, LabelSearch? labels, CancellationToken stopping)
    {
        var bounds = new SearchBounds(query);
        var ranked = new RankedTraces(query, bounds, MaxBytes);
        foreach (var revised in new RevisedSearch(database, bounds).Find(stopping))
        {
            stopping.ThrowIfCancellationRequested();
            if (reader.ReadRevised(revised) is { } trace && query.Matches(trace)) ranked.Add(trace);
        }
        foreach (var at in new BlockSearch(database, reader, query, bounds, labels).Entries(stopping))
        {
            stopping.ThrowIfCancellationRequested();
            if (IsWhole(at.Facts) && reader.Read(at) is var trace && query.Matches(trace)) ranked.Add(trace);
        }
        return ranked.InOrder();
    }

    // Merges blocks and revised traces, each newest first, into one sequence that is newest first.
    private IEnumerable<KeptTrace> Candidates(TraceQuery query, LabelSearch? labels, CancellationToken stopping)
    {
        var bounds = new SearchBounds(query);
        using var revised = new RevisedSearch(database, bounds).Find(stopping).GetEnumerator();
        var hasRevised = revised.MoveNext();
        foreach (var at in new BlockSearch(database, reader, query, bounds, labels).Entries(stopping))
        {
            for (; hasRevised && revised.Current.FirstSequence > at.Facts.Sequence; hasRevised = revised.MoveNext())
            {
                if (reader.ReadRevised(revised.Current) is { } trace) yield return trace;
            }
            if (IsWhole(at.Facts)) yield return reader.Read(at);
        }
        for (; hasRevised; hasRevised = revised.MoveNext())
        {
            if (reader.ReadRevised(revised.Current) is { } trace) yield return trace;
        }
    }

    // A revised trace is found through the revised table; an entry that does not count was deleted.
    private bool IsWhole(in EntryFacts facts) => LiveEntries.HasWhole(database, facts);
}
