namespace Tracing.Actors;

/// <summary>A file of the reporter's journal. It is one OTLP request: the requests of its batches, one after the
/// other.</summary>
/// <remarks>The journal's lock guards it.</remarks>
internal sealed class JournalFile(string path, long bytes)
{
    public const string Ending = ".otlp";

    public string Path { get; } = path;

    public long Bytes { get; } = bytes;

    /// <summary>Batches that are not stored yet. The file is deleted with the last of them.</summary>
    public int Left { get; set; }

    /// <summary>Writes a file that is there as a whole or not at all, whenever the process is killed.</summary>
    /// <exception cref="IOException">It cannot be written; nothing is left of it.</exception>
    public static void Write(string path, IEnumerable<ReadOnlyMemory<byte>> parts)
    {
        var unfinished = path + ".part";
        using (var file = new FileStream(unfinished, FileMode.Create, FileAccess.Write, FileShare.None))
            foreach (var part in parts) file.Write(part.Span);
        File.Move(unfinished, path, overwrite: true);
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
