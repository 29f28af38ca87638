namespace Tracing.Actors;

/// <summary>A file of the reporter's journal. It is one OTLP request: the requests of its batches, one after the
/// other.</summary>
/// <remarks>The journal's lock guards it.</remarks>
internal sealed class JournalFile(string path, long bytes)
{
    public const string Ending = ".otlp";

    private const UnixFileMode OwnersFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public string Path { get; } = path;

    public long Bytes { get; } = bytes;

    /// <summary>Batches that are not stored yet. The file is deleted with the last of them.</summary>
    public int Left { get; set; }

    /// <summary>Writes a file that is there as a whole or not at all, whenever the process is killed.</summary>
    /// <exception cref="IOException">It cannot be written; nothing is left of it.</exception>
    public static void Write(string path, IEnumerable<ReadOnlyMemory<byte>> parts)
    {
        var unfinished = path + ".part";
        using (var file = Open(unfinished, FileMode.Create, FileAccess.Write))
            foreach (var part in parts) file.Write(part.Span);
        File.Move(unfinished, path, overwrite: true);
    }

    /// <summary>Creates the folder, for its owner alone: spans may contain personal data.</summary>
    public static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, OwnersFile | UnixFileMode.UserExecute);
    }

    /// <summary>Opens a file for this process alone. Only its owner can read a new one.</summary>
    public static FileStream Open(string path, FileMode mode, FileAccess access)
    {
        var options = new FileStreamOptions { Mode = mode, Access = access, Share = FileShare.None };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnersFile;
        return new FileStream(path, options);
    }

    /// <exception cref="IOException">It cannot be read.</exception>
    public byte[] Read(long at, int length)
    {
        using var file = File.OpenHandle(Path);
        var bytes = new byte[length];
        var read = 0;
        while (read < length && RandomAccess.Read(file, bytes.AsSpan(read), at + read) is > 0 and var more) read += more;
        return read == length ? bytes : throw new IOException($"{Path} is too short");
    }

    public void Delete()
    {
        try
        {
            File.Delete(Path);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            // It is read again at the next start; collectors recognise spans that come twice.
        }
    }
}
