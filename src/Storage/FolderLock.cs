namespace Tracing.Storage;

/// <summary>Keeps other processes out of a folder. The operating system releases it when the process ends, even by
/// kill -9.</summary>
/// <remarks>It locks a file, and on Unix the folder itself: a lock file that somebody deletes lets nobody in.</remarks>
internal sealed class FolderLock : IDisposable
{
    private readonly string _path;
    private readonly string _contents;
    private readonly string _directoryPath;
    private FileStream _stream;
    private DirectoryLock? _directory;

    private FolderLock(string folder, string file, string contents, string directory)
    {
        (Folder, _path, _contents) = (folder, Path.Combine(folder, file), contents);
        _directoryPath = Path.Combine(folder, directory);
        (_stream, _directory) = Take();
    }

    public string Folder { get; }

    /// <summary>False: the lock file, or the folder with it, was removed or replaced by another one.</summary>
    public bool IsInPlace
    {
        get
        {
            // Windows does not remove a file that is open without sharing.
            if (OperatingSystem.IsWindows()) return true;
            try
            {
                // The time was set to this moment by us, so another file does not have the same one.
                return File.GetLastWriteTimeUtc(_path) == File.GetLastWriteTimeUtc(_stream.SafeFileHandle);
            }
            catch (Exception cause)
                when (cause is IOException or UnauthorizedAccessException or ObjectDisposedException)
            {
                return false;
            }
        }
    }

    /// <param name="file">The name of the lock file; each user of a folder has its own.</param>
    /// <param name="contents">The kind of data in the folder, for messages.</param>
    /// <param name="directory">The folder in it that is locked itself; empty: <paramref name="folder"/>. Each user has
    /// its own.</param>
    /// <exception cref="StorageUnavailableException">Another process has the folder, or it cannot be
    /// written.</exception>
    public static FolderLock Acquire(string folder, string file, string contents, string directory = "") =>
        new(folder, file, contents, directory);

    /// <summary>Creates the folder and the lock file again, if one of them was removed.</summary>
    /// <exception cref="StorageUnavailableException">Another process has the folder now, or it cannot be
    /// written.</exception>
    public void Renew()
    {
        if (IsInPlace) return;
        // Both locks are taken anew, because the folder may be another one with the same name.
        Dispose();
        (_stream, _directory) = Take();
    }

    public void Dispose()
    {
        _stream.Dispose();
        _directory?.Dispose();
    }

    private (FileStream, DirectoryLock?) Take()
    {
        DirectoryLock? directory = null;
        FileStream? stream = null;
        try
        {
            PrivateFiles.CreateFolder(Folder);
            PrivateFiles.CreateFolder(_directoryPath);
            directory = DirectoryLock.TryTake(_directoryPath, out var isTaken);
            if (isTaken) throw InUse(null);
            stream = PrivateFiles.Open(_path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            File.SetLastWriteTimeUtc(stream.SafeFileHandle, TimeProvider.System.GetUtcNow().UtcDateTime);
            return (stream, directory);
        }
        catch (Exception cause)
        {
            stream?.Dispose();
            directory?.Dispose();
            if (cause is not (IOException or UnauthorizedAccessException)) throw;
            if (DiskFault.IsInUse(cause)) throw InUse(cause);
            throw new StorageUnavailableException(
                $"{_contents} cannot be kept in {Folder}: {DiskFault.Describe(cause)}; --data chooses another folder",
                cause);
        }
    }

    private StorageUnavailableException InUse(Exception? cause) =>
        new($"{Folder} is in use by another process; --data chooses another folder", cause);
}
