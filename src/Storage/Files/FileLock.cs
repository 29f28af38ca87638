namespace Tracing.Storage.Files;

/// <summary>Says that a process has the folder. The system lets go of it when the process ends, however it
/// does.</summary>
internal sealed class FileLock : IDisposable
{
    private readonly FileStream _stream;

    private FileLock(FileStream stream) => _stream = stream;

    /// <exception cref="StorageUnavailableException">Another process has it, or it cannot be written.</exception>
    public static FileLock Take(string folder)
    {
        var path = Path.Combine(folder, "traces.lock");
        try
        {
            Directory.CreateDirectory(folder);
            return new FileLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException cause) when (File.Exists(path))
        {
            throw new StorageUnavailableException(
                $"{folder} is in use by another process; --data chooses another folder", cause);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new StorageUnavailableException(
                $"traces cannot be kept in {folder}: {cause.Message} --data chooses another folder", cause);
        }
    }

    public void Dispose() => _stream.Dispose();
}
