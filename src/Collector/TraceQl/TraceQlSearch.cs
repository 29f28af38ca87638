using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Tracing.Keeping;

namespace Tracing.TraceQl;

/// <summary>Finds the traces of a store that match a query. The indexes of the store give candidates, the query
/// decides.</summary>
/// <remarks>Any thread. The traces come from the store page by page, so memory stays bounded.</remarks>
/// <param name="patience">Time after which a search ends with what it has.</param>
public sealed class TraceQlSearch(ITraceStore store, TimeProvider time, TimeSpan? patience = null)
{
    private const int LeastPage = 16, FirstPage = 64, LastPage = 4_096;

    /// <summary>The largest page of a store whose answers come from other nodes, which are bounded in bytes.</summary>
    private const int LastSharedPage = 256;

    /// <summary>Span data of one page from which on the store may have left out traces.</summary>
    private const long LargePageBytes = 128L << 20;

    /// <summary>Span data of one answer.</summary>
    private const long MaxAnswerBytes = 256L << 20;

    /// <summary>The time that a search may take, unless told otherwise.</summary>
    public static TimeSpan DefaultPatience { get; } = TimeSpan.FromSeconds(10);

    /// <param name="limit">Number of matching traces, from 1.</param>
    /// <exception cref="OperationCanceledException"><paramref name="stopping"/> was cancelled.</exception>
    public async Task<TraceQlResult> FindAsync(
        TraceQlQuery query, TraceQlRange range, int limit, CancellationToken stopping = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(range);
        var found = ImmutableArray.CreateBuilder<KeptTrace>();
        var tally = new SearchTally();
        long bytes = 0;
        await foreach (var trace in CandidatesAsync(query, range, tally, limit, stopping).ConfigureAwait(false))
        {
            if (!query.Matches(trace)) continue;
            found.Add(trace);
            bytes += trace.Bytes;
            if (found.Count < limit && bytes < MaxAnswerBytes) continue;
            tally.Next = TraceRank.Of(trace, range.Order);
            break;
        }
        return new TraceQlResult(found.DrainToImmutable(), tally.Inspected, tally.Bytes, tally.IsCut, tally.Next);
    }

    /// <summary>Shows the traces that may match as they are packed, newer ones first, until there are no more or the
    /// patience ends.</summary>
    /// <returns>False: the store has shown nothing; it needs whole traces.</returns>
    internal async Task<bool> ScanAsync(TraceQlQuery query, TraceQlRange range, SearchTally tally, IPackedScan scan,
        CancellationToken stopping)
    {
        if (store is not IPackedStore packed) return false;
        var (begin, longest) = (time.GetTimestamp(), patience ?? DefaultPatience);
        var patient = new PatientScan(scan, tally, () => time.GetElapsedTime(begin) < longest);
        return await packed.ScanAsync(Candidates(query, range), patient, stopping).ConfigureAwait(false);
    }

    /// <summary>Returns the traces that may match, in the order of the range, until there are no more or the patience
    /// ends.</summary>
    /// <param name="firstPage">Number of traces for which the store is asked first.</param>
    internal async IAsyncEnumerable<KeptTrace> CandidatesAsync(TraceQlQuery query, TraceQlRange range,
        SearchTally tally, int firstPage, [EnumeratorCancellation] CancellationToken stopping)
    {
        var (begin, longest) = (time.GetTimestamp(), patience ?? DefaultPatience);
        // Ends a question to the store that takes too long by itself.
        using var patient = new CancellationTokenSource(longest, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(patient.Token, stopping);
        var asked = Candidates(query, range) with
        {
            Order = range.Order,
            After = range.After,
            Limit = Math.Clamp(firstPage, LeastPage, FirstPage),
        };
        while (true)
        {
            if (await PageAsync(asked, linked.Token, stopping).ConfigureAwait(false) is not { } page)
            {
                (tally.IsCut, tally.Next) = (true, asked.After);
                yield break;
            }
            long bytes = 0;
            foreach (var trace in page)
            {
                stopping.ThrowIfCancellationRequested();
                if (time.GetElapsedTime(begin) >= longest)
                {
                    (tally.IsCut, tally.Next) = (true, asked.After);
                    yield break;
                }
                bytes += trace.Bytes;
                tally.Add(trace);
                yield return trace;
                asked = asked with { After = TraceRank.Of(trace, range.Order) };
            }
            // A shared store can return fewer traces than it was asked for although there are more: those that do not
            // match after their parts are united.
            if (page.IsEmpty || (page.Length < asked.Limit && bytes < LargePageBytes && !store.IsShared)) yield break;
            asked = asked with { Limit = Math.Min(store.IsShared ? LastSharedPage : LastPage, asked.Limit * 4) };
        }
    }

    private static TraceQuery Candidates(TraceQlQuery query, TraceQlRange range) => Prefilter.Of(query.Pipeline) with
    {
        TraceFromUnixNanos = range.FromUnixNanos,
        TraceUntilUnixNanos = range.UntilUnixNanos,
    };

    // Null: the patience ended.
    private async Task<ImmutableArray<KeptTrace>?> PageAsync(
        TraceQuery asked, CancellationToken patient, CancellationToken stopping)
    {
        try
        {
            return await store.FindAsync(asked, patient).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            return null;
        }
    }
}
