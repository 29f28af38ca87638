using Tracing.Configuration;

namespace Tracing.Storage;

/// <summary>Where traces are kept on disk, how long, and how much of it; reference.conf explains each key.</summary>
public sealed record StorageSettings
{
    /// <summary>What <see cref="Path"/> says for a store that leaves nothing behind.</summary>
    public const string InMemory = "memory";

    private static readonly TimeSpan _leastAge = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan _mostAge = TimeSpan.FromDays(3650);

    public static StorageSettings Default { get; } = new();

    /// <summary>False: in memory, gone with the process. tracing.storage.kind.</summary>
    public bool IsOnDisk { get; init; } = true;

    /// <summary>A folder; empty: <see cref="DefaultFolder"/>. tracing.storage.path.</summary>
    public string Path { get; init; } = "";

    /// <summary>Age, since they closed, at which traces go. 1 min to 10 years; tracing.storage.max-age.</summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromDays(7);

    /// <summary>What file and journal may take of the disk. 16 MiB to 1 PiB; tracing.storage.max-bytes.</summary>
    public long MaxBytes { get; init; } = 10L << 30;

    /// <summary>What batches may take of the disk that are answered and not stored yet; over it the doors answer 503.
    /// 64 MiB to 1 TiB; tracing.storage.journal-max-bytes.</summary>
    public long JournalMaxBytes { get; init; } = 1L << 30;

    /// <summary>Of one file of the journal; the last write may go over it.</summary>
    internal long JournalSegmentBytes { get; init; } = 16 << 20;

    /// <summary>True: what is stored survives a power cut; false: a crash only. tracing.storage.synchronous.</summary>
    public bool SurvivesPowerCut { get; init; } = true;

    /// <summary>Where a user's programs keep their data: XDG_DATA_HOME, or ~/.local/share, or what the system has
    /// instead; without a home, the working folder.</summary>
    public static string DefaultFolder
    {
        get
        {
            var home = Environment.GetFolderPath(
                Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
            return home.Length > 0 ? System.IO.Path.Combine(home, "tracing-akka") : "tracing-data";
        }
    }

    /// <summary>The folder that is meant, whether it was named or not.</summary>
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
        var kind = config.Choice("tracing.storage.kind", "sqlite", "sqlite", InMemory);
        return Default with
        {
            Path = path,
            IsOnDisk = path != InMemory && kind != InMemory,
            MaxAge = config.Duration("tracing.storage.max-age", Default.MaxAge, _leastAge, _mostAge),
            MaxBytes = config.Bytes("tracing.storage.max-bytes", Default.MaxBytes, 16 << 20, 1L << 50),
            JournalMaxBytes = config.Bytes(
                "tracing.storage.journal-max-bytes", Default.JournalMaxBytes, 64 << 20, 1L << 40),
            SurvivesPowerCut = config.Choice("tracing.storage.synchronous", "full", "full", "normal") == "full",
        };
    }

    /// <summary>The reference.conf of this library.</summary>
    public static string ReadReference()
    {
        using var stream = typeof(StorageSettings).Assembly.GetManifestResourceStream(ReferenceName)
            ?? throw new InvalidOperationException($"{ReferenceName} is not in the assembly");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    public const string ReferenceName = "Tracing.Storage.reference.conf";
}
