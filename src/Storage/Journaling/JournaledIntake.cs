using System.Threading.Channels;
using Tracing.Contracts;
using Tracing.Retrying;
using Tracing.Wire.Otlp;
using Tracing.Wire.Spans;

namespace Tracing.Storage.Journaling;

/// <summary>Puts a journal in front of a collector: each batch is written to the journal before the collector takes it,
/// and leaves it when its traces are stored.</summary>
/// <remarks>
/// Any thread. Batches that the collector lost, and those that an earlier process left behind, are given to the
/// collector again until it takes them. Dispose it before the engine: no more batches are given, while those that the
/// engine still stores leave the journal.
/// </remarks>
public sealed class JournaledIntake : IBatchIntake, IAsyncDisposable
{
    /// <summary>Batches that are read back from the disk and given to the collector at the same time.</summary>
    private const int MaxReplays = 8;

    private static readonly TimeSpan _firstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _lastPause = TimeSpan.FromSeconds(5);

    private readonly BatchJournal _journal;
    private readonly ICollectorEngine _engine;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stopping = new();

    // When it is full, a batch stays in the journal and is replayed at the next start.
    private readonly Channel<long> _toReplay = Channel.CreateBounded<long>(BatchJournal.MaxWaiting);
    private readonly Task _replaying;
    private long _replayed;

    public JournaledIntake(BatchJournal journal, ICollectorEngine engine, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(journal);
        ArgumentNullException.ThrowIfNull(engine);
        (_journal, _engine, _time) = (journal, engine, time ?? TimeProvider.System);
        foreach (var number in journal.Recovered) _toReplay.Writer.TryWrite(number);
        _replaying = Task.Run(ReplayAllAsync);
    }

    public JournalCounts Counts => _journal.Counts;

    /// <summary>Batches that were read back from the disk and taken by the collector.</summary>
    public long Replayed => Interlocked.Read(ref _replayed);

    /// <exception cref="StorageUnavailableException">The journal cannot be written; the batch was not
    /// taken.</exception>
    public async ValueTask<bool> TakeAsync(SpanBatch batch, CancellationToken stopping = default)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (batch.Spans.IsEmpty) return true;
        var otlp = batch.Otlp.IsEmpty ? OtlpProtobuf.Write(batch.Spans) : batch.Otlp;
        if (await _journal.AppendAsync(otlp).ConfigureAwait(false) is not { } number) return false;
        // Runs to its end even if the client leaves: a batch in the journal is either taken or released.
        return await GiveToEngineAsync(number, batch).WaitAsync(stopping).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_toReplay.Writer.TryComplete()) return;
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _replaying.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }

    private async Task<bool> GiveToEngineAsync(long number, SpanBatch batch)
    {
        var isTaken = false;
        try
        {
            isTaken = await _engine.TakeAsync(batch, new Holder(this, number)).ConfigureAwait(false);
        }
        finally
        {
            // The sender is told that the batch was not taken, and sends it again.
            if (!isTaken) _journal.Release(number);
        }
        return isTaken;
    }

    private Task ReplayAllAsync() => Parallel.ForEachAsync(_toReplay.Reader.ReadAllAsync(_stopping.Token),
        new ParallelOptions { MaxDegreeOfParallelism = MaxReplays, CancellationToken = _stopping.Token },
        ReplayAsync);

    private async ValueTask ReplayAsync(long number, CancellationToken stopping)
    {
        if (_journal.Read(number) is not { } otlp) return;
        if (OtlpSkim.TryRead(otlp, out _) is not { } batch)
        {
            // Written by a version that accepted bytes which this one cannot read; trying again would not help.
            _journal.Release(number);
            return;
        }
        var holder = new Holder(this, number);
        var pauses = new Backoff(_firstPause, _lastPause);
        while (_journal.Holds(number))
        {
            if (await IsTakenAsync(batch, holder, stopping).ConfigureAwait(false))
            {
                Interlocked.Increment(ref _replayed);
                return;
            }
            // An engine tells that it is full, but not when it has room again.
            await Task.Delay(pauses.Next(), _time, stopping).ConfigureAwait(false);
        }
    }

    private async ValueTask<bool> IsTakenAsync(SpanBatch batch, Holder holder, CancellationToken stopping)
    {
        try
        {
            return await _engine.TakeAsync(batch, holder, stopping).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever went wrong in the engine, the batch is in the journal and is given again.
        catch (Exception) when (!stopping.IsCancellationRequested)
#pragma warning restore CA1031
        {
            return false;
        }
    }

    private sealed class Holder(JournaledIntake intake, long number) : IBatchHolder
    {
        public void Stored() => intake._journal.Release(number);

        public void Lost() => intake._toReplay.Writer.TryWrite(number);
    }
}
