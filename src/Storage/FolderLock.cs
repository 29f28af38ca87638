namespace Tracing.Storage;

/// <summary>Keeps other processes out of a folder. The operating system releases it when the process ends, even by
/// kill -9.</summary>
internal sealed class FolderLock : IDisposable
{
    private readonly FileStream _stream;

    private FolderLock(FileStream stream) => _stream = stream;

    /// <param name="file">The name of the lock file; each user of a folder has its own.</param>
    /// <param name="contents">The kind of data in the folder, for messages.</param>
    /// <exception cref="StorageUnavailableException">Another process has the folder, or it cannot be
    /// written.</exception>
    public static FolderLock Acquire(string folder, string file, string contents)
    {
        var path = Path.Combine(folder, file);
        try
        {
            Directory.CreateDirectory(folder);
            return new FolderLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException cause) when (File.Exists(path))
        {
            throw new StorageUnavailableException(
                $"{folder} is in use by another process; --data chooses another folder", cause);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new StorageUnavailableException(
                $"{contents} cannot be kept in {folder}: {cause.Message} --data chooses another folder", cause);
        }
    }

    public void Dispose() => _stream.Dispose();
}
