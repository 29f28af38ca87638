using Microsoft.Data.Sqlite;
using Tracing.Keeping;
using Tracing.Sqlite.Files;
using Tracing.Sqlite.Reading;
using Tracing.Storage;
using Tracing.Storage.Packing;

namespace Tracing.Sqlite.Writing;

/// <summary>Copies what can be read of a damaged file into a new one, oldest first, so that the order stays.</summary>
/// <remarks>Nothing else is stored meanwhile, so the time for it is limited. The damaged file is not changed.</remarks>
internal sealed class Salvage(string path, TimeProvider time)
{
    private static readonly TimeSpan _most = TimeSpan.FromSeconds(20);

    private readonly long _start = time.GetTimestamp();

    /// <returns>The number of traces that were saved, and whether there was time for all.</returns>
    public (int Saved, bool IsWhole) SaveInto(StoreWriter writer)
    {
        // SQLite would delete the log beside an empty file.
        if (new FileInfo(path) is not { Exists: true, Length: > 0 }) return (0, true);
        try
        {
            using var database = new Database(path, SqliteOpenMode.ReadOnly);
            var reader = new TraceReader(database, new BlockCache(0));
            var saved = 0;
            foreach (var first in Blocks(database))
            {
                if (time.GetElapsedTime(_start) > _most) return (saved, false);
                if (Read(database, reader, first) is { Count: > 0 } traces) saved += writer.Put(traces);
            }
            return (saved, true);
        }
        catch (Exception cause) when (cause is SqliteException or InvalidOperationException)
        {
            return (0, true);
        }
    }

    // The blocks before and after a page that cannot be read are found from the two ends.
    private static SortedSet<long> Blocks(Database database)
    {
        var firsts = new SortedSet<long>();
        foreach (var order in (string[])["ASC", "DESC"])
        {
            try
            {
                using var rows = database.Query($"SELECT first FROM blocks ORDER BY first {order}");
                while (rows.Read()) firsts.Add(rows.GetInt64(0));
                break;
            }
            catch (SqliteException)
            {
                // The rest is tried from the other end.
            }
        }
        return firsts;
    }

    private static List<KeptTrace> Read(Database database, TraceReader reader, long first)
    {
        var traces = new Dictionary<TraceId, KeptTrace>();
        try
        {
            using var rows = database.Query($"SELECT {BlockLists.ColumnNames} FROM blocks WHERE first = $0", first);
            if (!rows.Read()) return [];
            var block = BlockLists.Read(rows);
            for (var i = 0; i < block.Entries.Length; i++)
            {
                var part = reader.Read(block with { Index = i });
                traces[part.TraceId] = traces.TryGetValue(part.TraceId, out var known)
                    ? KeptTrace.Unite(known, part)
                    : part;
            }
        }
        catch (Exception cause) when (cause is SqliteException or DamagedBlockException)
        {
            // The block is lost, and the traces of it that were read before the damage are not.
        }
        return [.. traces.Values];
    }
}
