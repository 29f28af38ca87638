using Tracing.Sqlite.Files;
using Tracing.Storage.Packing;

namespace Tracing.Sqlite.Reading;

/// <summary>Tells whether an entry of a block still counts. An entry that was united into another one, or deleted with
/// its trace, may still be in its block.</summary>
/// <remarks>The caller keeps a transaction open. See RATIONALE "When does an id get its row?".</remarks>
internal static class LiveEntries
{
    // Without a row of its key, an entry counts while its own row may wait.
    private const string Waits =
        "$1 > (SELECT value FROM totals WHERE name = 'indexed') AND NOT EXISTS (SELECT 1 FROM ids WHERE key = $0)";

    private const string IsLive =
        $"SELECT CASE WHEN EXISTS (SELECT 1 FROM ids WHERE key = $0 AND sequence = $1) THEN 1 ELSE {Waits} END";

    private const string IsWhole = $"""
        SELECT CASE WHEN EXISTS (SELECT 1 FROM ids WHERE key = $0 AND sequence = $1 AND place IS NULL) THEN 1
            ELSE {Waits} END
        """;

    /// <summary>True: the entry is a trace, or a part of one.</summary>
    public static bool Has(Database database, in EntryFacts entry) => Ask(database, IsLive, entry);

    /// <summary>True: the entry is a trace that was never revised.</summary>
    public static bool HasWhole(Database database, in EntryFacts entry) => Ask(database, IsWhole, entry);

    private static bool Ask(Database database, string sql, in EntryFacts entry) =>
        database.Number(sql, TraceKey.Of(entry.TraceId), entry.Sequence) != 0;
}
