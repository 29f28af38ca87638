using Tracing.Configuration;

namespace Tracing.Hosting.CommandLine;

/// <summary>A file that a command writes at its end: opened before it begins, and there under its name only when
/// whole.</summary>
internal sealed class OutputFile : IDisposable
{
    private readonly string _path;
    private readonly string _unfinished;
    private FileStream? _stream;

    private OutputFile(string path)
    {
        _path = path;
        _unfinished = path + ".unfinished";
        _stream = File.Create(_unfinished);
    }

    /// <summary>Null for null. Fails at once where the file could not be written later.</summary>
    /// <exception cref="ConfigurationException">It cannot be written; the message names flag, path and
    /// reason.</exception>
    public static OutputFile? Open(string flag, string? path)
    {
        if (path is null) return null;
        try
        {
            if (Directory.Exists(path)) throw new IOException("it is a folder");
            return new OutputFile(path);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new ConfigurationException(flag, path, $"cannot be written: {cause.Message}");
        }
    }

    public void Write(Action<Stream> content)
    {
        using (_stream) content(_stream!);
        _stream = null;
        File.Move(_unfinished, _path, overwrite: true);
    }

    public void Dispose()
    {
        if (_stream is null) return;
        _stream.Dispose();
        File.Delete(_unfinished);
    }
}
