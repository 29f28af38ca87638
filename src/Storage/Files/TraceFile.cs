using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Tracing.Storage.Files;

/// <summary>The file on disk: opened, brought forward, checked, and moved aside where it is damaged.</summary>
internal sealed class TraceFile(string folder, bool survivesPowerCut, TimeProvider time, Action<string> tell)
{
    private const int Corrupt = 11, NotADatabase = 26;

    /// <summary>Up to this size a file is looked through at start; a larger one shows its damage when it is
    /// met.</summary>
    private const long CheckedBytes = 256L << 20;

    public string Path { get; } = System.IO.Path.Combine(folder, SqliteTraceStore.FileName);

    /// <summary>File and journal together.</summary>
    public long Bytes => Length(Path) + JournalBytes;

    public long JournalBytes => Length(Path + "-wal");

    public static bool IsDamage(Exception cause) =>
        cause is InvalidDataException or SqliteException { SqliteErrorCode: Corrupt or NotADatabase };

    /// <exception cref="StorageUnavailableException">It is newer than this program, a stranger's, or out of
    /// reach.</exception>
    public Database OpenToWrite()
    {
        try
        {
            return Open();
        }
        catch (Exception cause) when (IsDamage(cause))
        {
            MoveAside(cause);
            return Open();
        }
    }

    public Database OpenToRead()
    {
        var database = new Database(Path, SqliteOpenMode.ReadWrite);
        database.Execute("PRAGMA query_only = 1");
        database.Execute("PRAGMA cache_size = -8192");
        return database;
    }

    /// <summary>Damage is said, the file is kept beside under another name, and a new one begins.</summary>
    public void MoveAside(Exception cause)
    {
        var stamp = time.GetUtcNow().ToString("yyyyMMdd'T'HHmmssfff", CultureInfo.InvariantCulture);
        var aside = $"{Path}.damaged-{stamp}";
        foreach (var suffix in (string[])["", "-wal", "-shm"])
            if (File.Exists(Path + suffix))
                File.Move(Path + suffix, aside + suffix, overwrite: true);
        var why = cause.Message.ReplaceLineEndings(" ");
        tell($"{Path} is damaged ({why}); it was moved to {aside}, and a new file begins");
    }

    private Database Open()
    {
        Database? database = null;
        try
        {
            var isNew = Length(Path) == 0;
            database = new Database(Path, SqliteOpenMode.ReadWriteCreate);
            // Room that was freed can be given back in steps. It has an effect before anything was read.
            if (isNew) database.Execute("PRAGMA auto_vacuum = INCREMENTAL");
            database.Execute("PRAGMA journal_mode = WAL");
            database.Execute($"PRAGMA synchronous = {(survivesPowerCut ? "FULL" : "NORMAL")}");
            database.Execute("PRAGMA journal_size_limit = 8388608");
            database.Execute("PRAGMA cache_size = -65536");
            Schema.BringForward(database, Path);
            if (Length(Path) <= CheckedBytes) Check(database);
            return database;
        }
        catch (SqliteException cause) when (!IsDamage(cause))
        {
            database?.Dispose();
            throw new StorageUnavailableException($"{Path} cannot be used: {cause.Message}", cause);
        }
        catch
        {
            database?.Dispose();
            throw;
        }
    }

    private static void Check(Database database)
    {
        using var rows = database.Query("PRAGMA quick_check(1)");
        if (rows.Read() && rows.GetString(0) is { } found and not "ok") throw new InvalidDataException(found);
    }

    private static long Length(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? file.Length : 0;
    }
}
