using Tracing.Keeping;
using Tracing.Sqlite.Files;
using Tracing.Storage.Packing;

namespace Tracing.Sqlite.Searching;

/// <summary>A query's limits on times, errors and completeness, as SQL parameters. They become narrower as an answer in
/// order fills up.</summary>
/// <remarks>One owner.</remarks>
internal sealed class SearchBounds(TraceQuery query)
{
    /// <summary>The condition on the header of a block, for the parameters of <see cref="Parameters"/>.</summary>
    public const string HeaderMatches = """
        max_start + max_duration >= $1 AND min_start <= $2 AND max_start >= $3
        AND max_duration >= $4 AND min_duration <= $5 AND errors >= $6 AND (kinds & $7) <> 0
        """;

    /// <summary>The same for the row of a revised trace.</summary>
    public const string RevisedMatches = """
        max(start, end) >= $1 AND start <= $2 AND start >= $3
        AND max(end - start, 0) >= $4 AND max(end - start, 0) <= $5 AND errors >= $6 AND $7 <> 0
        """;

    /// <summary>The position of the last trace of a full answer: traces after it are not wanted. Null: there is still
    /// room.</summary>
    public TraceRank? Last { get; set; }

    /// <summary>The parameters $0 to $8.</summary>
    /// <param name="at">The position to go on from, $0.</param>
    /// <param name="rows">The number of rows, $8.</param>
    public object[] Parameters(long at, int rows)
    {
        ulong minStart = 0, maxStart = Math.Min(
            query.UntilUnixNanos ?? ulong.MaxValue, query.TraceUntilUnixNanos ?? ulong.MaxValue);
        var minEnd = Math.Max(query.FromUnixNanos ?? 0, query.TraceFromUnixNanos ?? 0);
        var minDuration = Math.Max(query.MinDurationNanos ?? 0, query.MinSpanDurationNanos ?? 0);
        var maxDuration = query.MaxDurationNanos ?? ulong.MaxValue;
        switch (query.Order)
        {
            case TraceOrder.Newest:
                minStart = Last?.Value ?? 0;
                maxStart = Math.Min(maxStart, query.After?.Value ?? ulong.MaxValue);
                break;
            case TraceOrder.Slowest:
                minDuration = Math.Max(minDuration, Last?.Value ?? 0);
                maxDuration = Math.Min(maxDuration, query.After?.Value ?? ulong.MaxValue);
                break;
        }
        return
        [
            at, Columns.Signed(minEnd), Columns.Signed(maxStart), Columns.Signed(minStart),
            Columns.Signed(minDuration), Columns.Signed(maxDuration),
            query.OnlyErrors || query.Status == SpanStatus.Error ? 1 : 0,
            query.Completeness is { } kind ? 1 << (int)kind : -1, rows,
        ];
    }

    /// <summary>False: the entry does not match, or is after the last trace of a full answer.</summary>
    public bool Admit(in EntryFacts facts) => facts.MayMatch(query) && (Last is not { } last
        || new TraceRank(query.Order == TraceOrder.Slowest ? facts.DurationNanos : facts.StartUnixNanos, facts.TraceId)
            > last);
}
