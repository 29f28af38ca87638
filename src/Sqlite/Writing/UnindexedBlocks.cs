using Microsoft.Data.Sqlite;
using Tracing.Sqlite.Files;
using Tracing.Sqlite.Reading;
using Tracing.Storage;
using Tracing.Storage.Packing;

namespace Tracing.Sqlite.Writing;

/// <summary>Finds the ids that wait for their rows after a kill: they are in the lists of the newest blocks.</summary>
internal static class UnindexedBlocks
{
    /// <summary>Ids that are read. It exceeds those that can wait and the revised parts among them.</summary>
    private const int Most = 1 << 20;

    private const string Firsts = """
        SELECT first FROM blocks WHERE $0 < (SELECT value FROM totals WHERE name = 'sequences')
            AND first >= ifnull((SELECT max(first) FROM blocks WHERE first <= $0), 0) ORDER BY first
        """;

    /// <summary>Replaces what waits by what the blocks have.</summary>
    public static void Read(Database database, WaitingIds waiting)
    {
        waiting.Clear();
        var indexed = database.Number("SELECT value FROM totals WHERE name = 'indexed'");
        try
        {
            foreach (var first in BlocksAfter(database, indexed))
                if (waiting.Count < Most)
                    Read(database, first, indexed, waiting);
        }
        catch (SqliteException cause) when (TraceFile.IsDamage(cause))
        {
            // A file is moved aside when the next one meets this damage.
        }
    }

    private static List<long> BlocksAfter(Database database, long indexed)
    {
        var firsts = new List<long>();
        using var rows = database.Query(Firsts, indexed);
        while (rows.Read()) firsts.Add(rows.GetInt64(0));
        return firsts;
    }

    private static void Read(Database database, long first, long indexed, WaitingIds waiting)
    {
        try
        {
            using var rows = database.Query($"SELECT {BlockLists.ColumnNames} FROM blocks WHERE first = $0", first);
            if (!rows.Read()) return;
            waiting.Set([.. BlockLists.Read(rows).Entries.Where(entry => entry.Sequence > indexed)
                .Select(static entry => (TraceKey.Of(entry.TraceId), entry.Sequence))]);
        }
        catch (DamagedBlockException)
        {
            // Its traces are lost. The first search that meets the block tells it.
        }
    }
}
