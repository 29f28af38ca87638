namespace Tracing.Storage;

/// <summary>Creates folders and files that only their owner can read, and corrects those that others can read.
/// Traces may contain personal data. On Windows the folder's own rules hold.</summary>
internal static class PrivateFiles
{
    private const UnixFileMode OwnersFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnersFolder = OwnersFile | UnixFileMode.UserExecute;

    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>Creates the folder, or restricts an existing one in which there are only our files.</summary>
    public static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }
        if (!Directory.Exists(path)) Directory.CreateDirectory(path, OwnersFolder);
        // A folder with other files, such as a home or /tmp, is not ours to restrict; its files are.
        else if (IsOurs(path)) Restrict(path, OwnersFolder);
    }

    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static FileStream Open(string path, FileMode mode, FileAccess access, FileShare share)
    {
        var options = new FileStreamOptions { Mode = mode, Access = access, Share = share, BufferSize = 0 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnersFile;
        var stream = new FileStream(path, options);
        RestrictFile(path);
        return stream;
    }

    /// <summary>Creates an empty file if there is none, and restricts an existing one.</summary>
    public static void CreateOrRestrict(string path)
    {
        if (File.Exists(path)) RestrictFile(path);
        else Open(path, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete).Dispose();
    }

    /// <summary>Takes the rights of others from a file, if it exists and is ours.</summary>
    public static void RestrictFile(string path)
    {
        if (!OperatingSystem.IsWindows() && File.Exists(path)) Restrict(path, OwnersFile);
    }

    private static bool IsOurs(string folder) => Directory.EnumerateFileSystemEntries(folder).All(
        entry => Path.GetFileName(entry) is var name
            && (name is "journal" or "unstorable" || name.StartsWith("export-", StringComparison.Ordinal)
                || name.StartsWith("traces.", StringComparison.Ordinal)
                || name.StartsWith("journal.", StringComparison.Ordinal)
                || name.Contains(".batches", StringComparison.Ordinal)));

    private static void Restrict(string path, UnixFileMode mode)
    {
        if (OperatingSystem.IsWindows()) return;
        try
        {
            if ((File.GetUnixFileMode(path) & Others) != 0) File.SetUnixFileMode(path, mode);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            // Another user's file, or a read-only disk: what is wrong with it shows when it is written.
        }
    }
}
