using System.Collections.Immutable;
using Tracing.Assembling;
using Tracing.Contracts;
using Tracing.Storage.Journaling;
using Tracing.Wire.Spans;

namespace Tracing.Storage.Exporting;

/// <summary>Hands kept traces on to other back ends, after they were stored. A back end that is away neither delays nor
/// fails the storing.</summary>
/// <remarks>Each back end gets every span once, and again after a crash of the host in between.</remarks>
public sealed class OnwardExport : ITraceSink, IAsyncDisposable
{
    private readonly ImmutableArray<IBackEnd> _backEnds;

    private OnwardExport(ImmutableArray<IBackEnd> backEnds) => _backEnds = backEnds;

    public IEnumerable<ExportCounts> Counts => _backEnds.Select(static one => one.Counts);

    /// <exception cref="StorageUnavailableException">A queue cannot be opened; the message is one line, and nothing is
    /// left open.</exception>
    public static async Task<OnwardExport> OpenAsync(
        ImmutableArray<BackEndSettings> backEnds, StorageSettings storage, TimeProvider time, Action<string>? tell)
    {
        var open = ImmutableArray.CreateBuilder<IBackEnd>();
        try
        {
            foreach (var one in backEnds) open.Add(Open(one, storage, time, tell));
            return new OnwardExport(open.DrainToImmutable());
        }
        catch
        {
            foreach (var one in open) await one.DisposeAsync();
            throw;
        }
    }

    public async ValueTask PutAsync(ImmutableArray<ClosedTrace> traces, CancellationToken stopping = default)
    {
        if (_backEnds.IsEmpty) return;
        ImmutableArray<RawSpan> spans = [.. traces.SelectMany(static trace => trace.Spans)];
        foreach (var one in _backEnds) await one.TakeAsync(spans);
    }

    public async ValueTask DisposeAsync() =>
        await Task.WhenAll(_backEnds.Select(static one => one.DisposeAsync().AsTask()));

    private static IBackEnd Open(
        BackEndSettings backEnd, StorageSettings storage, TimeProvider time, Action<string>? tell)
    {
        var counts = new ExportCounts(backEnd.Name, tell);
        if (backEnd.Destination is not { } destination)
            return new JsonLinesBackEnd(backEnd.File!, backEnd.MaxBytes, backEnd.Files, counts);
        IExportQueue queue = storage.HasFolder
            ? new DiskQueue(BatchJournal.Open(
                storage with { JournalMaxBytes = backEnd.MaxBytes }, time, tell, $"export-{backEnd.Name}"))
            : new MemoryQueue(backEnd.MaxBytes);
        return new OtlpBackEnd(destination, queue, counts, time);
    }
}
