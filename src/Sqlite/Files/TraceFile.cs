using System.Globalization;
using Microsoft.Data.Sqlite;
using Tracing.Storage;

namespace Tracing.Sqlite.Files;

/// <summary>The database file: opens it, upgrades its schema, checks it, and moves it aside when it is
/// damaged.</summary>
internal sealed class TraceFile(string folder, bool survivesPowerCut, TimeProvider time, Action<string> tell)
{
    public const string Name = "traces.db";

    private const int Corrupt = 11, NotADatabase = 26;

    /// <summary>Files up to this size are checked as a whole at start. Damage in a larger one is found when it is
    /// read.</summary>
    private const long CheckedBytes = 256L << 20;

    public string Path { get; } = System.IO.Path.Combine(folder, Name);

    /// <summary>The size of the file and its write-ahead log (WAL) together.</summary>
    public long Bytes => Length(Path) + WalBytes;

    public long WalBytes => Length(Path + "-wal");

    public static bool IsDamage(Exception cause) =>
        cause is InvalidDataException or SqliteException { SqliteErrorCode: Corrupt or NotADatabase };

    /// <exception cref="StorageUnavailableException">The file is newer than this program, belongs to another program,
    /// or cannot be accessed.</exception>
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

    /// <summary>Keeps the damaged file under another name, and tells the operator.</summary>
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
            // Lets Retention return free pages to the system in steps. Must be set before the first read.
            if (isNew) database.Execute("PRAGMA auto_vacuum = INCREMENTAL");
            database.Execute("PRAGMA journal_mode = WAL");
            database.Execute($"PRAGMA synchronous = {(survivesPowerCut ? "FULL" : "NORMAL")}");
            database.Execute("PRAGMA journal_size_limit = 8388608");
            database.Execute("PRAGMA cache_size = -65536");
            Schema.Upgrade(database, Path);
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
