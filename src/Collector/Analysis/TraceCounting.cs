using Tracing.Keeping;
using Tracing.TraceQl;

namespace Tracing.Analysis;

/// <summary>Counts calls, or ranks operations, over all closed traces of some time, the newest first, until there are
/// no more or the patience ends.</summary>
/// <remarks>Any thread.</remarks>
/// <param name="patience">Time after which counting ends with what it has; null: that of a search.</param>
public sealed class TraceCounting(ITraceStore store, TimeProvider time, TimeSpan? patience = null)
{
    private readonly TraceQlSearch _search = new(store, time, patience);

    /// <param name="range">The traces; its order does not matter.</param>
    /// <param name="notes">Hears what is not counted.</param>
    /// <returns>Number of traces that were counted.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="stopping"/> was cancelled.</exception>
    public async Task<int> CountAsync(
        ICallCounter counter, TraceQlRange range, QueryNotes notes, CancellationToken stopping = default)
    {
        ArgumentNullException.ThrowIfNull(counter);
        ArgumentNullException.ThrowIfNull(notes);
        var scan = new CallScan(counter);
        await ShowAsync(TraceQlQuery.All, range, scan, () => scan.Traces, notes, stopping).ConfigureAwait(false);
        return scan.Traces;
    }

    /// <param name="service">Only operations of this service; null: of all.</param>
    /// <param name="range">The traces; its order does not matter.</param>
    /// <param name="notes">Hears what is not counted.</param>
    /// <returns>Number of traces that were counted.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="stopping"/> was cancelled.</exception>
    public async Task<int> RankAsync(OperationRanking ranking, string? service, TraceQlRange range, QueryNotes notes,
        CancellationToken stopping = default)
    {
        ArgumentNullException.ThrowIfNull(ranking);
        ArgumentNullException.ThrowIfNull(notes);
        var scan = new RankingScan(ranking, service);
        var query = service is null ? TraceQlQuery.All : TraceQlQuery.OfService(service);
        await ShowAsync(query, range, scan, () => scan.Traces, notes, stopping).ConfigureAwait(false);
        return scan.Traces;
    }

    private async Task ShowAsync(TraceQlQuery query, TraceQlRange range, IPackedScan scan, Func<int> counted,
        QueryNotes notes, CancellationToken stopping)
    {
        ArgumentNullException.ThrowIfNull(range);
        var tally = new SearchTally();
        if (!await _search.ScanAsync(query, range, tally, scan, stopping).ConfigureAwait(false))
        {
            await foreach (var trace in _search.CandidatesAsync(query, range, tally, int.MaxValue, stopping)
                .ConfigureAwait(false))
                scan.Add(trace);
        }
        if (tally.IsCut) notes.Add($"only {counted()} traces of that time are counted: all would take too long");
    }
}
