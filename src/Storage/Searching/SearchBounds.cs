using Tracing.Closing;
using Tracing.Keeping;
using Tracing.Storage.Packing;

namespace Tracing.Storage.Searching;

/// <summary>A query's limits on times, errors and completeness, as the parameters of a database's search. They become
/// narrower as an answer in order fills up.</summary>
/// <remarks>One owner.</remarks>
internal sealed class SearchBounds(TraceQuery query)
{
    /// <summary>The position of the last trace of a full answer: traces after it are not wanted. Null: there is still
    /// room.</summary>
    public TraceRank? Last { get; set; }

    /// <summary>The shortest trace that is wanted.</summary>
    public ulong LeastDurationNanos => Math.Max(
        Math.Max(query.MinDurationNanos ?? 0, query.MinSpanDurationNanos ?? 0),
        query.Order == TraceOrder.Slowest ? Last?.Value ?? 0 : 0);

    /// <summary>Nine parameters, in the order: the position, earliest end, latest start, earliest start, shortest and
    /// longest duration, least errors, the set of completeness kinds, the number of rows.</summary>
    /// <param name="at">The position to go on from.</param>
    /// <param name="rows">The number of rows.</param>
    public object[] Parameters(long at, int rows)
    {
        ulong minStart = 0, maxStart = Math.Min(
            query.UntilUnixNanos ?? ulong.MaxValue, query.TraceUntilUnixNanos ?? ulong.MaxValue);
        var minEnd = Math.Max(query.FromUnixNanos ?? 0, query.TraceFromUnixNanos ?? 0);
        var maxDuration = query.MaxDurationNanos ?? ulong.MaxValue;
        switch (query.Order)
        {
            case TraceOrder.Newest:
                minStart = Last?.Value ?? 0;
                maxStart = Math.Min(maxStart, query.After?.Value ?? ulong.MaxValue);
                break;
            case TraceOrder.Slowest:
                maxDuration = Math.Min(maxDuration, query.After?.Value ?? ulong.MaxValue);
                break;
        }
        return
        [
            at, SignedNanos.Of(minEnd), SignedNanos.Of(maxStart), SignedNanos.Of(minStart),
            SignedNanos.Of(LeastDurationNanos), SignedNanos.Of(maxDuration),
            query.OnlyErrors || query.Status == SpanStatus.Error ? 1 : 0,
            Kinds(), rows,
        ];
    }

    // Only partial and open traces lack spans that they know of.
    private int Kinds() => (query.Completeness is { } kind ? 1 << (int)kind : -1)
        & (query.OnlyMissing ? (1 << (int)CompletenessKind.Partial) | (1 << (int)CompletenessKind.Open) : -1);

    /// <summary>False: the entry does not match, or is after the last trace of a full answer.</summary>
    public bool Admit(in EntryFacts facts) =>
        facts.MayMatch(query) && (Last is not { } last || RankOf(facts) > last);

    /// <summary>The position of an entry in the order of the query.</summary>
    public TraceRank RankOf(in EntryFacts facts) => new(
        query.Order == TraceOrder.Slowest ? facts.DurationNanos : facts.StartUnixNanos, facts.TraceId);
}
