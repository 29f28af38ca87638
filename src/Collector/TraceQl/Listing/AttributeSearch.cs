using Tracing.Keeping;
using Tracing.TraceQl.Figures;
using Tracing.TraceQl.Syntax;

namespace Tracing.TraceQl.Listing;

/// <summary>Lists which attributes the spans of a time have, and with which values, so that a user can choose from
/// them.</summary>
/// <remarks>Any thread. Every trace of the time is looked at, the newest first, until the patience ends.</remarks>
/// <param name="patience">Time after which a list ends with what it has.</param>
public sealed class AttributeSearch(ITraceStore store, TimeProvider time, TimeSpan? patience = null)
{
    /// <summary>The time that a list may take, unless told otherwise: somebody is typing.</summary>
    public static TimeSpan DefaultPatience { get; } = TimeSpan.FromSeconds(2);

    private readonly TraceQlSearch _search = new(store, time, patience ?? DefaultPatience);

    /// <summary>Lists the names of attributes that the selected spans have.</summary>
    /// <param name="maxNames">Names of one scope.</param>
    /// <exception cref="OperationCanceledException"><paramref name="stopping"/> was cancelled.</exception>
    public async Task<AttributeList<ScopeNames>> NamesAsync(
        TraceQlQuery query, TraceQlRange range, int maxNames, CancellationToken stopping = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(range);
        var (names, tally) = (new AttributeNames(maxNames), new SearchTally());
        if (!query.SelectsAll
            || !await _search.ScanAsync(query, range, tally, new NameScan(names), stopping).ConfigureAwait(false))
        {
            await LookAsync(query, query, range, tally, match =>
            {
                names.Add(match);
                return true;
            }, stopping).ConfigureAwait(false);
        }
        return new([.. names.Scopes], tally.Inspected, tally.Bytes, tally.IsCut);
    }

    /// <summary>Lists the values that the selected spans have, each element of an array by itself.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="stopping"/> was cancelled.</exception>
    public async Task<AttributeList<TraceQlValue>> ValuesAsync(TraceQlField field, TraceQlQuery query,
        TraceQlRange range, int maxValues, CancellationToken stopping = default)
    {
        ArgumentNullException.ThrowIfNull(field);
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(range);
        var (values, tally) = (new AttributeValues(maxValues), new SearchTally());
        var having = query.Having(field.Reference);
        var spans = ReducedSpans.Of(having.Pipeline, MetricsStage.CountBy(field.Reference));
        if (spans is null || !await _search.ScanAsync(
            having, range, tally, new ValueScan(spans, values, Add), stopping).ConfigureAwait(false))
        {
            await LookAsync(having, query, range, tally, match =>
            {
                AddOf(match);
                return !values.IsFull;
            }, stopping).ConfigureAwait(false);
        }
        return new([.. values.Ordered], tally.Inspected, tally.Bytes, tally.IsCut);

        void Add(KeptTrace trace)
        {
            if (query.Match(trace) is { } match) AddOf(match);
        }

        void AddOf(TraceQlMatch match)
        {
            foreach (var value in field.ValuesIn(match)) values.Add(value);
        }
    }

    // Looks at each trace that may match, as a whole.
    private async Task LookAsync(TraceQlQuery candidates, TraceQlQuery query, TraceQlRange range, SearchTally tally,
        Func<TraceQlMatch, bool> goesOn, CancellationToken stopping)
    {
        await foreach (var trace in _search.CandidatesAsync(candidates, range, tally, int.MaxValue, stopping)
            .ConfigureAwait(false))
            if (query.Match(trace) is { } match && !goesOn(match))
                break;
    }
}
