using Tracing.Storage.Searching;

namespace Tracing.Sqlite.Searching;

/// <summary>The bounds of a search in SQL, for the parameters of <see cref="SearchBounds.Parameters"/> as $0 to
/// $8.</summary>
internal static class BoundsSql
{
    /// <summary>The headers of blocks, read from their index.</summary>
    public const string Headers = "blocks INDEXED BY block_headers";

    /// <summary>The condition on the header of a block.</summary>
    public const string HeaderMatches = """
        max_start + max_duration >= $1 AND min_start <= $2 AND max_start >= $3
        AND max_duration >= $4 AND min_duration <= $5 AND errors >= $6 AND (kinds & $7) <> 0
        """;

    /// <summary>The same for the row of a revised trace.</summary>
    public const string RevisedMatches = """
        max(start, end) >= $1 AND start <= $2 AND start >= $3
        AND max(end - start, 0) >= $4 AND max(end - start, 0) <= $5 AND errors >= $6 AND $7 <> 0
        """;
}
