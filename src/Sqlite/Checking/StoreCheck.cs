using System.Collections.Immutable;
using Microsoft.Data.Sqlite;
using Tracing.Sqlite.Files;
using Tracing.Sqlite.Reading;
using Tracing.Sqlite.Writing;
using Tracing.Storage;
using Tracing.Storage.Checking;
using Tracing.Storage.Packing;

namespace Tracing.Sqlite.Checking;

/// <summary>Checks a database that no process uses: SQLite's own structures, and every block with its index.</summary>
/// <remarks>A database of an earlier schema is upgraded first, as the host does when it starts.</remarks>
public static class StoreCheck
{
    /// <param name="repairs">True: the index of a damaged block is written again from its traces, and lost rows of ids
    /// from the blocks. Blocks whose traces cannot be read are deleted. A file that SQLite cannot use is moved aside,
    /// and what can be read of it goes into a new one.</param>
    /// <exception cref="StorageUnavailableException">There is no such folder, another process has it, or the file is
    /// newer than this program or another program's.</exception>
    public static CheckResult Run(StorageSettings settings, bool repairs, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (!Directory.Exists(settings.Folder))
            throw new StorageUnavailableException($"{settings.Folder} does not exist");
        SQLitePCL.Batteries_V2.Init();
        using var folder = FolderLock.Acquire(settings.Folder, "traces.lock", "traces");
        var file = new TraceFile(folder, survivesPowerCut: true, time ?? TimeProvider.System);
        if (!File.Exists(file.Path) && file.WalBytes == 0) return new CheckResult("blocks", 0, [], []);
        var check = new BlockCheck();
        if (file.Bytes == file.WalBytes && file.WalBytes > 0)
            check.Faults.Add($"{file.Path} is empty, but its write-ahead log has {file.WalBytes} bytes");
        else Check(file, check);
        var repaired = repairs && check.Faults.Count > 0 ? Repair(file, check, time ?? TimeProvider.System) : [];
        return new CheckResult("blocks", check.Good, [.. check.Faults], repaired);
    }

    private static void Check(TraceFile file, BlockCheck check)
    {
        try
        {
            using var database = new Database(file.Path, SqliteOpenMode.ReadWrite);
            Schema.Upgrade(database, file.Path);
            using (var rows = database.Query("PRAGMA integrity_check(20)"))
            {
                while (rows.Read())
                    if (rows.GetString(0) is var found and not "ok")
                        check.Faults.Add($"SQLite: {found.ReplaceLineEndings(" ")}");
            }
            check.IsFileDamaged = check.Faults.Count > 0;
            check.Run(database);
            if (check.IsFileDamaged) return;
            // After a kill some rows wait.
            new IdRows(database, new WaitingIds()).InsertAll();
            check.Faults.AddRange(IdsOf(database).Faults);
        }
        catch (SqliteException cause)
        {
            check.IsFileDamaged = TraceFile.IsDamage(cause);
            check.Faults.Add($"{file.Path} cannot be read: {cause.Message.ReplaceLineEndings(" ")}");
        }
    }

    private static ImmutableArray<string> Repair(TraceFile file, BlockCheck check, TimeProvider time)
    {
        var told = new List<string>();
        if (check.IsFileDamaged) file.MoveAside(new InvalidDataException(check.Faults[0]));
        using var store = OpenStore.Open(file, new BlockCache(0), new WaitingIds(), time, told.Add);
        foreach (var damage in check.Damages)
            if (!check.IsFileDamaged && store.Writer.Damaged.Handle(damage, store.Writer.LastGiven) is { } done)
                told.Add(done);
        if (store.Writer.Damaged.RemoveAll() is > 0 and var removed)
            told.Add($"{removed} traces that cannot be read were deleted");
        // Anew: blocks were repaired and deleted since the check.
        store.Writer.Ids.InsertAll();
        told.AddRange(IdsOf(store.Database).Repair());
        return [.. told];
    }

    private static IdCheck IdsOf(Database database)
    {
        var ids = new IdCheck(database, new TraceReader(database, new BlockCache(0)));
        ids.Run();
        return ids;
    }
}
