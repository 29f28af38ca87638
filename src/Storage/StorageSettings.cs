using Tracing.Configuration;

namespace Tracing.Storage;

/// <summary>Place, time and disk space for closed traces. reference.conf explains each key.</summary>
public sealed record StorageSettings
{
    /// <summary>The value of <see cref="Path"/> for a store that is gone with the process.</summary>
    public const string InMemory = "memory";

    private const string ReferenceName = "Tracing.Storage.reference.conf";

    private static readonly TimeSpan _leastAge = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan _mostAge = TimeSpan.FromDays(3650);

    public static StorageSettings Default { get; } = new();

    /// <summary>A folder, or <see cref="InMemory"/>; empty: <see cref="DefaultFolder"/>.
    /// tracing.storage.path.</summary>
    public string Path { get; init; } = "";

    /// <summary>The kind of the store for closed traces. A SQLite database without a folder is a store in memory.
    /// tracing.storage.store.</summary>
    public StoreKind Store
    {
        get => field == StoreKind.Sqlite && Path == InMemory ? StoreKind.Memory : field;
        init;
    }

    /// <summary>True: the node has a folder, for the journal and for what waits for other back ends. False: what is not
    /// stored is in memory alone.</summary>
    public bool HasFolder => Path != InMemory && Store != StoreKind.Memory;

    /// <summary>Time after which a closed trace is deleted. 1 min to 10 years; tracing.storage.max-age.</summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Disk space for stored traces. 16 MiB to 1 PiB; tracing.storage.max-bytes.</summary>
    public long MaxBytes { get; init; } = 10L << 30;

    /// <summary>Disk space for batches that were answered and are not stored yet; when it is used up, the doors answer
    /// 503. 64 MiB to 1 TiB; tracing.storage.journal-max-bytes.</summary>
    public long JournalMaxBytes { get; init; } = 1L << 30;

    /// <summary>Size at which the journal begins another file; the last write may exceed it.</summary>
    internal long JournalSegmentBytes { get; init; } = 16 << 20;

    /// <summary>The salt of the journal's checksums; null: a random one for each file.</summary>
    internal uint? JournalSalt { get; init; }

    /// <summary>True: stored traces survive a power cut; false: only the end of the process.
    /// tracing.storage.synchronous.</summary>
    public bool SurvivesPowerCut { get; init; } = true;

    /// <summary>The user's data folder: XDG_DATA_HOME, ~/.local/share, or the system's equivalent; without a home, a
    /// folder in the working directory.</summary>
    public static string DefaultFolder
    {
        get
        {
            var home = Environment.GetFolderPath(
                Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
            return home.Length > 0 ? System.IO.Path.Combine(home, "tracing-akka") : "tracing-data";
        }
    }

    /// <summary>The full path of the folder, whether <see cref="Path"/> names one or not.</summary>
    public string Folder => System.IO.Path.GetFullPath(Path.Length > 0 ? Path : DefaultFolder);

    /// <summary>Reads <c>tracing.storage.*</c>.</summary>
    /// <exception cref="ConfigurationException">A value is unusable; the message names key, value and
    /// range.</exception>
    public static StorageSettings Read(ConfigReader config)
    {
        ArgumentNullException.ThrowIfNull(config);
        var path = config.Text("tracing.storage.path", Default.Path);
        if (path.Contains('\0', StringComparison.Ordinal))
            throw config.Refuse("tracing.storage.path", path, "must be a folder, or memory");
        return Default with
        {
            Path = path,
            Store = config.Choice("tracing.storage.store", "sqlite", "sqlite", "postgres", "memory", "none") switch
            {
                "postgres" => StoreKind.Postgres,
                "memory" => StoreKind.Memory,
                "none" => StoreKind.None,
                _ => StoreKind.Sqlite,
            },
            MaxAge = config.Duration("tracing.storage.max-age", Default.MaxAge, _leastAge, _mostAge),
            MaxBytes = config.Bytes("tracing.storage.max-bytes", Default.MaxBytes, 16 << 20, 1L << 50),
            JournalMaxBytes = config.Bytes(
                "tracing.storage.journal-max-bytes", Default.JournalMaxBytes, 64 << 20, 1L << 40),
            SurvivesPowerCut = config.Choice("tracing.storage.synchronous", "full", "full", "normal") == "full",
        };
    }

    /// <summary>The text of this library's reference.conf.</summary>
    public static string ReadReference() => EmbeddedText.Read(typeof(StorageSettings).Assembly, ReferenceName);
}
