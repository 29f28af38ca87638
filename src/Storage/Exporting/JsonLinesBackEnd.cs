using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using Tracing.Wire.OtlpJson;
using Tracing.Wire.Spans;

namespace Tracing.Storage.Exporting;

/// <summary>Writes kept traces to a file, one OTLP TracesData in JSON a line (OTLP specification, "OTLP File").</summary>
/// <remarks>
/// Any thread. A file that is full is renamed: <c>traces.jsonl</c> becomes <c>traces.1.jsonl</c>, the newest of the old
/// ones. Each write is flushed to the operating system, so kill -9 loses none.
/// </remarks>
internal sealed class JsonLinesBackEnd(string path, long maxBytes, int files, ExportCounts counts) : IBackEnd
{
    private readonly Lock _lock = new();
    private FileStream? _file;

    public ExportCounts Counts => counts;

    public ValueTask TakeAsync(ImmutableArray<RawSpan> spans)
    {
        if (spans.IsEmpty) return ValueTask.CompletedTask;
        var line = new ArrayBufferWriter<byte>();
        using (var to = new Utf8JsonWriter(line)) OtlpJsonWriter.Write(to, spans);
        line.Write("\n"u8);
        lock (_lock)
        {
            try
            {
                Write(line.WrittenSpan);
                counts.CountSent(spans.Length);
            }
            catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
            {
                Close();
                counts.CountLost(ExportLoss.DiskFault, spans.Length, cause.Message);
            }
        }
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        lock (_lock) Close();
        return ValueTask.CompletedTask;
    }

    private void Write(ReadOnlySpan<byte> line)
    {
        if (_file is { Length: > 0 } full && full.Length + line.Length > maxBytes)
        {
            Close();
            Rotate();
        }
        _file ??= Open();
        var end = _file.Length;
        try
        {
            _file.Write(line);
            _file.Flush();
        }
        catch (IOException)
        {
            // Half a line would spoil the next one.
            _file.SetLength(end);
            throw;
        }
    }

    private FileStream Open()
    {
        if (Path.GetDirectoryName(path) is { Length: > 0 } folder) Directory.CreateDirectory(folder);
        return PrivateFiles.Open(path, FileMode.Append, FileAccess.Write, FileShare.Read | FileShare.Delete);
    }

    private void Rotate()
    {
        for (var number = files - 1; number > 0; number--)
        {
            var from = number == 1 ? path : Numbered(number - 1);
            if (File.Exists(from)) File.Move(from, Numbered(number), overwrite: true);
        }
        // Where only one file is kept, it begins anew.
        if (files == 1) File.Delete(path);
    }

    private string Numbered(int number) =>
        Path.ChangeExtension(path, null) + $".{number}" + Path.GetExtension(path);

    private void Close()
    {
        try
        {
            _file?.Dispose();
        }
        catch (IOException)
        {
            // A full disk; what was written is counted already.
        }
        _file = null;
    }
}
