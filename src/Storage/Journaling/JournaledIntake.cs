using System.Threading.Channels;
using Tracing.Contracts;
using Tracing.Wire.Otlp;
using Tracing.Wire.Spans;

namespace Tracing.Storage.Journaling;

/// <summary>A journal in front of a collector: a batch is in the journal before it is taken, and leaves it when its
/// traces are stored.</summary>
/// <remarks>
/// Any thread. What the collector has forgotten, and what an earlier process left behind, is given to it again, as
/// often as needed. Dispose it before the engine: nothing is given any more, while what the engine stores still leaves
/// the journal.
/// </remarks>
public sealed class JournaledIntake : IBatchIntake, IAsyncDisposable
{
    /// <summary>Batches that are read back from the disk and given at a time.</summary>
    private const int ReplayedAtOnce = 8;

    private static readonly TimeSpan _firstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _lastPause = TimeSpan.FromSeconds(5);

    private readonly BatchJournal _journal;
    private readonly ICollectorEngine _engine;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stopping = new();

    // One that finds it full stays in the journal, and is given at the next start.
    private readonly Channel<long> _again = Channel.CreateBounded<long>(BatchJournal.MaxWaiting);
    private readonly Task _replaying;
    private long _replayed;

    public JournaledIntake(BatchJournal journal, ICollectorEngine engine, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(journal);
        ArgumentNullException.ThrowIfNull(engine);
        (_journal, _engine, _time) = (journal, engine, time ?? TimeProvider.System);
        foreach (var number in journal.Recovered) _again.Writer.TryWrite(number);
        _replaying = Task.Run(ReplayAllAsync);
    }

    public JournalCounts Counts => _journal.Counts;

    /// <summary>Batches that were read back from the disk and taken again.</summary>
    public long Replayed => Interlocked.Read(ref _replayed);

    /// <exception cref="StorageUnavailableException">The journal cannot be written; nothing was taken.</exception>
    public async ValueTask<bool> TakeAsync(SpanBatch batch, CancellationToken stopping = default)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (batch.Spans.IsEmpty) return true;
        var otlp = batch.Otlp.IsEmpty ? OtlpProtobuf.Write(batch.Spans) : batch.Otlp;
        if (await _journal.AppendAsync(otlp).ConfigureAwait(false) is not { } number) return false;
        // To its end, though the client may leave: what is in the journal is either taken or let go.
        return await GiveAsync(number, batch).WaitAsync(stopping).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_again.Writer.TryComplete()) return;
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _replaying.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }

    private async Task<bool> GiveAsync(long number, SpanBatch batch)
    {
        var isTaken = false;
        try
        {
            isTaken = await _engine.TakeAsync(batch, new Holder(this, number)).ConfigureAwait(false);
        }
        finally
        {
            // Its sender is told that it was not taken, and sends it again.
            if (!isTaken) _journal.Release(number);
        }
        return isTaken;
    }

    private Task ReplayAllAsync() => Parallel.ForEachAsync(_again.Reader.ReadAllAsync(_stopping.Token),
        new ParallelOptions { MaxDegreeOfParallelism = ReplayedAtOnce, CancellationToken = _stopping.Token },
        ReplayAsync);

    private async ValueTask ReplayAsync(long number, CancellationToken stopping)
    {
        if (_journal.Read(number) is not { } otlp) return;
        if (OtlpSkim.TryRead(otlp, out _) is not { } batch)
        {
            // Written by a program that took what this one cannot read; no other attempt would go better.
            _journal.Release(number);
            return;
        }
        var holder = new Holder(this, number);
        for (var pause = _firstPause; _journal.Holds(number); pause = pause * 2 < _lastPause ? pause * 2 : _lastPause)
        {
            if (await IsTakenAsync(batch, holder, stopping).ConfigureAwait(false))
            {
                Interlocked.Increment(ref _replayed);
                return;
            }
            // An engine says that it is too full, and not when it is so no longer.
            await Task.Delay(pause, _time, stopping).ConfigureAwait(false);
        }
    }

    private async ValueTask<bool> IsTakenAsync(SpanBatch batch, Holder holder, CancellationToken stopping)
    {
        try
        {
            return await _engine.TakeAsync(batch, holder, stopping).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever befell the engine: the batch is in the journal, and is given again.
        catch (Exception) when (!stopping.IsCancellationRequested)
#pragma warning restore CA1031
        {
            return false;
        }
    }

    private sealed class Holder(JournaledIntake intake, long number) : IBatchHolder
    {
        public void Stored() => intake._journal.Release(number);

        public void Lost() => intake._again.Writer.TryWrite(number);
    }
}
