using System.Globalization;
using Microsoft.Data.Sqlite;
using Tracing.Storage;

namespace Tracing.Sqlite.Files;

/// <summary>The database file: opens it, upgrades its schema, checks it, and moves it aside when it is
/// damaged.</summary>
internal sealed class TraceFile(FolderLock folder, bool survivesPowerCut, TimeProvider time)
{
    public const string Name = "traces.db";

    private const int Corrupt = 11, NotADatabase = 26;

    /// <summary>Files up to this size are checked as a whole at start. Damage in a larger one is found when it is
    /// read.</summary>
    private const long CheckedBytes = 256L << 20;

    private bool _usesWal;

    public string Path { get; } = System.IO.Path.Combine(folder.Folder, Name);

    /// <summary>The size of the file and its write-ahead log (WAL) together.</summary>
    public long Bytes => Length(Path) + WalBytes;

    public string MarkPath { get; } = System.IO.Path.Combine(folder.Folder, "traces.mark");

    public long WalBytes => Length(Path + "-wal");

    /// <summary>Free room of the disk; a large number where it is unknown.</summary>
    public long FreeBytes
    {
        get
        {
            try
            {
                return new DriveInfo(folder.Folder).AvailableFreeSpace;
            }
            catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or ArgumentException)
            {
                return long.MaxValue;
            }
        }
    }

    /// <summary>True when there is no log although something was written: it was removed.</summary>
    public bool HasLostWal => _usesWal && !File.Exists(Path + "-wal");

    /// <summary>A damaged file that <see cref="OpenToWrite"/> or <see cref="MoveAside"/> moved; null: none. Its owner
    /// takes it to save what can be read.</summary>
    public MovedFile? Moved { get; set; }

    /// <summary>True when SQLite itself cannot go on with the file. Damage within one block is not.</summary>
    public static bool IsDamage(Exception cause) =>
        cause is SqliteException { SqliteErrorCode: Corrupt or NotADatabase };

    /// <exception cref="StorageUnavailableException">The file is newer than this program, belongs to another program,
    /// or cannot be accessed.</exception>
    public Database OpenToWrite()
    {
        folder.Renew();
        try
        {
            // SQLite would delete the log of an empty database.
            if (Length(Path) == 0 && WalBytes > 0)
                throw Damage($"it is empty, but its write-ahead log has {WalBytes} bytes");
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

    /// <summary>Keeps the damaged file under another name; a new file can begin.</summary>
    public void MoveAside(Exception cause)
    {
        var stamp = time.GetUtcNow().ToString("yyyyMMdd'T'HHmmssfff", CultureInfo.InvariantCulture);
        var aside = $"{Path}.damaged-{stamp}";
        foreach (var suffix in (string[])["", "-wal", "-shm"])
            if (File.Exists(Path + suffix))
                File.Move(Path + suffix, aside + suffix, overwrite: true);
        // The mark is about the file that was moved.
        File.Delete(MarkPath);
        Moved = new MovedFile(aside, cause.Message.ReplaceLineEndings(" "));
    }

    private Database Open()
    {
        Database? database = null;
        try
        {
            foreach (var suffix in (string[])["", "-wal", "-shm"]) PrivateFiles.RestrictFile(Path + suffix);
            // SQLite gives the log the rights of the database.
            PrivateFiles.CreateOrRestrict(Path);
            var isNew = Length(Path) == 0;
            database = new Database(Path, SqliteOpenMode.ReadWriteCreate);
            // Lets Retention return free pages to the system in steps. Must be set before the first read.
            if (isNew) database.Execute("PRAGMA auto_vacuum = INCREMENTAL");
            // Some file systems cannot have one; SQLite then goes on without.
            _usesWal = database.Text("PRAGMA journal_mode = WAL") == "wal";
            database.Execute($"PRAGMA synchronous = {(survivesPowerCut ? "FULL" : "NORMAL")}");
            database.Execute("PRAGMA journal_size_limit = 8388608");
            // Transactions change the same pages of the index of names again and again; each checkpoint writes them
            // once.
            database.Execute("PRAGMA wal_autocheckpoint = 4000");
            database.Execute("PRAGMA cache_size = -16384");
            Schema.Upgrade(database, Path);
            if (Length(Path) <= CheckedBytes) Check(database);
            return database;
        }
        catch (Exception cause) when (cause is SqliteException or IOException or UnauthorizedAccessException
            && !IsDamage(cause))
        {
            database?.Dispose();
            throw new StorageUnavailableException($"{Path} cannot be used: {StoreFault.Describe(cause)}", cause);
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
        if (rows.Read() && rows.GetString(0) is { } found and not "ok") throw Damage(found);
    }

    private static SqliteException Damage(string problem) => new(problem, Corrupt);

    private static long Length(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? file.Length : 0;
    }
}
