using System.Collections.Immutable;
using Tracing.Assembling;
using Tracing.Collecting;
using Tracing.Wire;

namespace Tracing.Hosting.Embedded;

/// <summary>
/// The state of an <see cref="EmbeddedEngine"/>: who waits for what, and when to try a failed put again.
/// </summary>
/// <remarks>One owner, the engine's loop. Puts go out through <paramref name="put"/>.</remarks>
internal sealed class EngineOwner(
    CollectorState state, SpanRecorder recorder, TimeProvider time, Action<ImmutableArray<ClosedTrace>> put)
{
    /// <summary>The engine's own spans have no sender who waits for them.</summary>
    private static BatchId OwnBatch => default;

    /// <summary>
    /// Batches taken out of the recorder at one command, so that a busy process does not shut others out.
    /// </summary>
    private const int OwnBatchesAtOnce = 64;

    private static readonly TimeSpan _firstRetry = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _lastRetry = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _stopPatience = TimeSpan.FromSeconds(10);

    private readonly SpanBatcher _batcher = new(recorder);

    // Without the batches themselves: what of them is still open is in the state.
    private readonly Dictionary<BatchId, (TaskCompletionSource<bool> Answer, IBatchHolder? Holder)> _senders = [];
    private readonly List<TaskCompletionSource> _drains = [];
    private long _lastBatch;
    private SpanBatch? _held;
    private TimeSpan _retryAfter = _firstRetry;
    private DateTimeOffset? _retryAt;
    private DateTimeOffset? _giveUpAt;

    public CollectorCounts Counts => state.Counts;

    /// <summary>A stop was asked for, and all is stored; or the sinks failed for so long that it is given up.</summary>
    public bool IsFinished => _giveUpAt is { } at && (IsIdle || time.GetUtcNow() >= at);

    private bool IsIdle => state.IsIdle && _held is null && recorder.Waiting == 0;

    public void Handle(EngineCommand command)
    {
        switch (command)
        {
            case EngineCommand.Take take: Take(take); break;
            case EngineCommand.Drain drain: _drains.Add(drain.Done); break;
            case EngineCommand.PutDone { Succeeded: true }: Stored(); break;
            case EngineCommand.PutDone: StoreFailed(); break;
            case EngineCommand.Ticked: Tick(); break;
            case EngineCommand.Stopping: _giveUpAt ??= time.GetUtcNow() + _stopPatience; break;
        }
        if (command is not EngineCommand.Take) TakeOwn();
        if (_giveUpAt is not null && _held is null && recorder.Waiting == 0) Perform(state.Flush(time.GetUtcNow()));
        if (_drains.Count > 0 && IsIdle) AnswerDrains();
    }

    /// <summary>Nobody is left waiting when the loop ends, whyever it ends.</summary>
    public void Leave()
    {
        foreach (var sender in _senders.Values) sender.Answer.TrySetResult(false);
        _senders.Clear();
        AnswerDrains();
    }

    private void Take(EngineCommand.Take take)
    {
        var batch = new BatchId(0, ++_lastBatch);
        if (_giveUpAt is not null
            || !state.TryAdd(batch, take.Batch.Spans, take.Holder is not null, time.GetUtcNow(), out var effects))
        {
            take.Answer.TrySetResult(false);
            return;
        }
        _senders.Add(batch, (take.Answer, take.Holder));
        Perform(effects);
    }

    private void TakeOwn()
    {
        for (var i = 0; i < OwnBatchesAtOnce; i++)
        {
            _held ??= _batcher.Next();
            // Refused for now: it stays the next one, and the ring behind it counts what it then has no room for.
            if (_held is null || !state.TryAdd(OwnBatch, _held.Spans, false, time.GetUtcNow(), out var effects)) return;
            _held = null;
            Perform(effects);
        }
    }

    private void Tick()
    {
        var now = time.GetUtcNow();
        recorder.Clock.Align();
        Perform(state.Expire(now));
        if (_retryAt is not { } at || at > now) return;
        _retryAt = null;
        Perform(state.Retry());
    }

    private void Stored()
    {
        _retryAfter = _firstRetry;
        Perform(state.Stored());
    }

    private void StoreFailed()
    {
        state.StoreFailed();
        _retryAt = time.GetUtcNow() + _retryAfter;
        _retryAfter = _retryAfter * 2 < _lastRetry ? _retryAfter * 2 : _lastRetry;
    }

    private void Perform(in CollectorEffects effects)
    {
        foreach (var answer in effects.Answers)
        {
            if (!_senders.TryGetValue(answer.Batch, out var sender)) continue;
            // First: whoever goes on at the answer may look whether it is stored.
            if (answer.IsStored) sender.Holder?.Stored();
            sender.Answer.TrySetResult(true);
            // The last answer to one who holds it is that it is stored.
            if (answer.IsStored || sender.Holder is null) _senders.Remove(answer.Batch);
        }
        if (!effects.Put.IsEmpty) put(effects.Put);
    }

    private void AnswerDrains()
    {
        foreach (var drain in _drains) drain.TrySetResult();
        _drains.Clear();
    }
}
