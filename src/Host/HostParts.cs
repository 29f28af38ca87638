using Tracing.Contracts;
using Tracing.Hosting.Doors;
using Tracing.Keeping;
using Tracing.Sinks;
using Tracing.Storage;
using Tracing.Storage.Exporting;
using Tracing.Storage.Journaling;

namespace Tracing.Hosting;

/// <summary>Store, journal and engine of a host, opened and closed in order. One owner.</summary>
internal sealed class HostParts : IAsyncDisposable
{
    // Long enough for a full block of traces at 30,000 spans a second; short beside the time until a trace has closed.
    private static readonly TimeSpan _storePause = TimeSpan.FromMilliseconds(100);

    private readonly HostSettings _settings;
    private readonly Action<string>? _tell;
    private readonly RestingMemory _memory;
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _firstLook;

    private HostParts(HostSettings settings, Action<string>? tell, ITraceStore store)
    {
        (_settings, _tell, Store) = (settings, tell, store);
        if (settings.Storage.HasFolder)
            SetAside = new SetAsideSink(store, Path.Combine(settings.Storage.Folder, "unstorable"), tell);
        _memory = new RestingMemory(settings.Time);
        _firstLook = settings.Storage.HasFolder ? Task.Run(LookAsync, CancellationToken.None) : Task.CompletedTask;
    }

    public ITraceStore Store { get; }

    /// <summary>Null where traces are kept in memory, which holds any trace.</summary>
    public SetAsideSink? SetAside { get; }

    /// <summary>The store for traces that close.</summary>
    public ITraceSink Sink => SetAside ?? (ITraceSink)Store;

    /// <summary>The same with pauses between puts: a transaction of many traces costs little more than one of a few. Not
    /// for a node of a cluster, whose shards share puts already, and whose senders wait for them.</summary>
    public ITraceSink PacedSink =>
        _settings.Storage.HasFolder ? new PacedSink(Sink, _storePause, _settings.Time) : Store;

    /// <summary>Null where traces are kept in memory: what is not stored then is as safe as what is.</summary>
    public BatchJournal? Journal { get; private set; }

    public JournaledIntake? Intake { get; private set; }

    /// <summary>Null until the host has opened it.</summary>
    public OnwardExport? Export { get; private set; }

    public ICollectorEngine? Collector { get; set; }

    /// <summary>Disposed when the doors have closed.</summary>
    public DoorAdmission? Admission { get; set; }

    /// <exception cref="StorageUnavailableException">The message is one line; nothing is left open.</exception>
    public static async Task<HostParts> OpenAsync(
        HostSettings settings, Action<string>? tell, CancellationToken stopping) =>
        new(settings, tell, await TraceStores.OpenAsync(settings, tell, stopping));

    /// <summary>Opens the way to other back ends.</summary>
    /// <exception cref="StorageUnavailableException">The message is one line.</exception>
    public async Task<OnwardExport> OpenExportAsync() =>
        Export = await OnwardExport.OpenAsync(_settings.BackEnds, _settings.Storage, _settings.Time, _tell);

    /// <summary>Opens the intake that doors write to. Batches that an earlier process left in the journal are handed to
    /// the collector meanwhile.</summary>
    /// <exception cref="StorageUnavailableException">The message is one line.</exception>
    public IBatchIntake OpenIntake(ICollectorEngine collector)
    {
        if (!_settings.Storage.HasFolder) return collector;
        Journal = BatchJournal.Open(_settings.Storage, _settings.Time, _tell);
        if (!Journal.Recovered.IsEmpty)
        {
            _tell?.Invoke($"{Journal.Recovered.Length} batches in {Journal.Folder} were answered and perhaps not stored "
                + "when the process before this one ended; they are taken up again");
        }
        return Intake = new JournaledIntake(Journal, collector, _settings.Time);
    }

    /// <summary>All that is held is brought into the store; nothing is taken any more.</summary>
    public async ValueTask StopAsync()
    {
        Admission?.Dispose();
        if (Intake is not null) await Intake.DisposeAsync();
        if (Collector is not null) await Collector.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _memory.Dispose();
        await _closing.CancelAsync();
        await _firstLook.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (Export is not null) await Export.DisposeAsync();
        if (Journal is not null) await Journal.DisposeAsync();
        if (Store is IAsyncDisposable closes) await closes.DisposeAsync();
    }

    // The first question reads what most questions read, and has .NET compile what all of them run. Nobody should have
    // to wait for it, so it is asked while the rest of the host starts.
    private async Task LookAsync()
    {
        try
        {
            await Store.FindAsync(new TraceQuery { Order = TraceOrder.Newest }, _closing.Token);
        }
        catch (Exception cause) when (cause is StorageUnavailableException or OperationCanceledException)
        {
            // Whoever asks next is told.
        }
    }
}
