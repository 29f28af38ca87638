using System.Collections.Immutable;
using Tracing.Assembling;
using Tracing.Contracts;
using Tracing.Wire.Otlp;

namespace Tracing.Storage;

/// <summary>Keeps a trace that its store refuses from holding up all others: its spans are written to a file
/// instead.</summary>
/// <remarks>Any thread. A put that is refused is divided until the trace is alone. Files hold OTLP requests as protobuf,
/// which a door takes again. See RATIONALE "What if a store refuses a trace?".</remarks>
/// <param name="folder">Folder of the files; created with the first.</param>
/// <param name="tell">Called with one line for each trace that is written to a file.</param>
public sealed class SetAsideSink(ITraceSink inner, string folder, Action<string>? tell) : ITraceSink
{
    /// <summary>Files that are written. When there are as many, a refused put fails again and again, because then the
    /// store is at fault.</summary>
    public const int MaxFiles = 1_000;

    private const string Extension = ".otlp";

    private readonly Lock _lock = new();
    private long _traces;

    /// <summary>Number of traces that were written to files.</summary>
    public long Traces => Interlocked.Read(ref _traces);

    /// <exception cref="StorageUnavailableException">Not all of the traces are stored: put them again.</exception>
    public async ValueTask PutAsync(ImmutableArray<ClosedTrace> traces, CancellationToken stopping = default)
    {
        try
        {
            await inner.PutAsync(traces, stopping).ConfigureAwait(false);
        }
        catch (UnstorableException) when (traces.Length > 1)
        {
            var half = traces.Length / 2;
            await PutAsync(traces[..half], stopping).ConfigureAwait(false);
            await PutAsync(traces[half..], stopping).ConfigureAwait(false);
        }
        catch (UnstorableException refused)
        {
            if (!TryWrite(traces[0], refused)) throw;
            Interlocked.Increment(ref _traces);
        }
    }

    private bool TryWrite(ClosedTrace trace, UnstorableException refused)
    {
        try
        {
            string path;
            lock (_lock)
            {
                PrivateFiles.CreateFolder(folder);
                path = Path.Combine(folder, trace.TraceId + Extension);
                var isThere = File.Exists(path);
                if (!isThere && Directory.EnumerateFiles(folder, "*" + Extension).Count() >= MaxFiles) return false;
                // Requests one after the other are one request with the spans of all.
                Replace(path, [.. isThere ? File.ReadAllBytes(path) : [], .. OtlpProtobuf.Write(trace.Spans)]);
            }
            tell?.Invoke($"trace {trace.TraceId} cannot be stored, its {trace.Spans.Length} spans were written to {path}: "
                + refused.Message);
            return true;
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            // The put fails with the store's reason, and the trace is put again.
            return false;
        }
    }

    // A write that fails in the middle leaves the file as it was.
    private static void Replace(string path, byte[] content)
    {
        var beside = path + ".new";
        using (var file = PrivateFiles.Open(beside, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }
        File.Move(beside, path, overwrite: true);
    }
}
