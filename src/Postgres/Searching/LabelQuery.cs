using Tracing.Keeping;
using Tracing.Postgres.Connecting;
using Tracing.Postgres.Tables;

namespace Tracing.Postgres.Searching;

/// <summary>Finds the labels that a query's service and operation have.</summary>
internal static class LabelQuery
{
    /// <summary>An operation name with more services and kinds than this is searched for in every block.</summary>
    private const int MaxLabels = 64;

    private const string Find = "SELECT DISTINCT label FROM labels WHERE operation_hash = $1 AND kind <> -1 ";

    /// <returns>Null when the query names neither, or one with more than <see cref="MaxLabels"/> labels.</returns>
    public static async Task<long[]?> LabelsOfAsync(Session session, TraceQuery query, CancellationToken stopping)
    {
        if (query.Operation is not { } operation)
            return query.Service is { } alone ? [LabelHash.OfService(alone)] : null;
        var found = query.Service is { } service
            ? await session.QueryAsync(
                $"{Find} AND service_hash = $2 LIMIT $3", static rows => rows.GetInt64(0), stopping,
                LabelHash.OfName(operation), LabelHash.OfName(service), MaxLabels + 1).ConfigureAwait(false)
            : await session.QueryAsync($"{Find} LIMIT $2", static rows => rows.GetInt64(0), stopping,
                LabelHash.OfName(operation), MaxLabels + 1).ConfigureAwait(false);
        return found.Count > MaxLabels ? null : [.. found];
    }
}
