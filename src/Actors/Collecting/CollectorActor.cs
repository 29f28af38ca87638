using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using Tracing.Assembling;
using Tracing.Collecting;
using Tracing.Contracts;
using Tracing.Retrying;

namespace Tracing.Actors;

/// <summary>The collector of a single node, or one shard of a cluster's collector: a mailbox, a timer and one
/// <see cref="CollectorState"/>.</summary>
/// <remarks>
/// It answers a batch when the traces that the batch closed are in the sink, and again when all traces of its spans
/// are. A restart forgets open traces; reporters see another incarnation in the answers, and send again what they still
/// hold. An actor that hands over finishes what is on its way to the sink, and then tells the reporters.
/// </remarks>
#pragma warning disable CA1001 // Nobody disposes an actor; PostStop releases what it has.
public sealed class CollectorActor : ReceiveActor
#pragma warning restore CA1001
{
    private static readonly TimeSpan _tick = TimeSpan.FromMilliseconds(50);

    // Less than the time after which a shard region stops its entities by force.
    private static readonly TimeSpan _handOverAtMost = TimeSpan.FromSeconds(5);

    // Ticks without work after which the timer stops. A node may have 256 shards, most of them at rest; two seconds are
    // enough for the last counts to be reported.
    private const int TicksAtRest = 40;

    private readonly CollectorState _state;
    private readonly ITraceSink _sink;
    private readonly SteadyClock _clock;
    private readonly ICollectorSeat? _seat;
    private readonly int _shard;
    private readonly long _incarnation = Random.Shared.NextInt64();
    private readonly Dictionary<BatchId, (IActorRef Sender, bool IsHeld)> _senders = [];
    private readonly List<IActorRef> _flushing = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly Backoff _retryPauses = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(5));
    private readonly SelfTimer _ticks;
    private readonly SelfTimer _retry;
    private readonly SelfTimer _handingOver;
    private int _ticksAtRest;
    private bool _isTicking;
    private bool _isLeaving;

    public CollectorActor(AssemblerSettings settings, ITraceSink sink, ICollectorSeat? seat, TimeProvider time,
        int maxWaiting, int shard, AssemblyBudget? budget)
    {
        _state = new CollectorState(settings, _incarnation, shard, maxWaiting, budget: budget);
        (_sink, _clock, _seat, _shard) = (sink, new SteadyClock(time), seat, shard);
        _ticks = new SelfTimer(time, Self, Tick.Instance);
        _retry = new SelfTimer(time, Self, Retry.Instance);
        _handingOver = new SelfTimer(time, Self, HandOverIsLate.Instance);

        Receive<TakeBatch>(OnTake);
        Receive<Tick>(_ => OnTick());
        Receive<PutDone>(_ =>
        {
            _retryPauses.Reset();
            Run(_state.Stored());
        });
        Receive<StoreFailed>(OnStoreFailed);
        Receive<Retry>(_ => Run(_state.Retry()));
        Receive<Flush>(_ =>
        {
            _flushing.Add(Sender);
            Run(_state.Flush(_clock.Now));
        });
        Receive<AskUnstored>(m => Sender.Tell(new UnstoredFound(_state.Unstored(m.Ask))));
        Receive<HandOver>(_ => OnHandOver());
        Receive<HandOverIsLate>(_ => ReleaseShard());
    }

    /// <param name="seat">Gets the counts at each tick; null: nobody does.</param>
    /// <param name="maxWaiting">The most closed traces that may wait for the sink; above it batches are
    /// refused.</param>
    /// <param name="shard">The number of the shard; 0 where there is one collector.</param>
    /// <param name="budget">The memory that the shards of a node share; null: this collector is alone.</param>
    public static Props Props(AssemblerSettings settings, ITraceSink sink, ICollectorSeat? seat = null,
        TimeProvider? time = null, int maxWaiting = CollectorState.DefaultMaxWaiting, int shard = 0,
        AssemblyBudget? budget = null) => Akka.Actor.Props.Create(
            () => new CollectorActor(settings, sink, seat, time ?? TimeProvider.System, maxWaiting, shard, budget));

    protected override void PreStart()
    {
        _seat?.Enter(Self);
        StartTicking();
    }

    protected override void PostStop()
    {
        _seat?.Leave(Self);
        _state.ReleaseBudget();
        _ticks.Dispose();
        _retry.Dispose();
        _handingOver.Dispose();
        _stopping.Cancel();
        _stopping.Dispose();
    }

    private void OnTake(TakeBatch message)
    {
        // The next incarnation will get this batch: its sender is told to send again when this one leaves.
        if (_isLeaving) return;
        StartTicking();
        if (!_state.TryAdd(message.Id, message.Batch.Spans, message.IsHeld, _clock.Now, out var effects,
            message.AnswersAtOnce))
        {
            Sender.Tell(new BatchRefused(message.Id));
            return;
        }
        _senders[message.Id] = (Sender, message.IsHeld);
        Run(effects);
    }

    private void OnTick()
    {
        Run(_state.Expire(_clock.Now));
        _seat?.Report(_state.Counts);
        _ticksAtRest = _state.IsResting ? _ticksAtRest + 1 : 0;
        if (_ticksAtRest < TicksAtRest) return;
        _ticks.Stop();
        _isTicking = false;
    }

    private void StartTicking()
    {
        _ticksAtRest = 0;
        if (_isTicking) return;
        _isTicking = true;
        _ticks.Start(_tick);
    }

    private void OnStoreFailed(StoreFailed failed)
    {
        _state.StoreFailed();
        Context.GetLogger().Warning(
            "closed traces could not be stored and will be tried again: {0}", failed.Cause.Message);
        _retry.StartOnce(_retryPauses.Next());
    }

    private void OnHandOver()
    {
        _isLeaving = true;
        _handingOver.StartOnce(_handOverAtMost);
        Run(_seat is { HasSuccessor: false } ? _state.Flush(_clock.Now) : CollectorEffects.None);
    }

    private void ReleaseShard()
    {
        foreach (var sender in _senders.Values.Select(from => from.Sender).Distinct())
            sender.Tell(new ShardReleased(_shard, _incarnation));
        _senders.Clear();
        Context.Stop(Self);
    }

    private void Run(CollectorEffects effects)
    {
        foreach (var answer in effects.Answers)
        {
            if (!_senders.TryGetValue(answer.Batch, out var from)) continue;
            from.Sender.Tell(new BatchAnswered(answer));
            // A sender that holds the batch gets one more answer, when it is stored.
            if (answer.IsStored || !from.IsHeld) _senders.Remove(answer.Batch);
        }
        if (!effects.Put.IsEmpty)
        {
            PutAsync(_clock.OnWallClock(effects.Put)).PipeTo(Self,
                success: static () => PutDone.Instance,
                failure: static cause => new StoreFailed(cause));
        }
        if (!_state.IsIdle) return;
        foreach (var asker in _flushing) asker.Tell(Flushed.Instance);
        _flushing.Clear();
        if (_isLeaving) ReleaseShard();
    }

    // Async, so that a sink that throws at once fails like one whose task fails.
    private async Task PutAsync(ImmutableArray<ClosedTrace> traces) =>
        await _sink.PutAsync(traces, _stopping.Token).ConfigureAwait(false);

    /// <summary>Closes all open traces. Answered with <see cref="Flushed"/> when they are in the sink.</summary>
    public sealed class Flush : INoSerializationVerificationNeeded
    {
        public static Flush Instance { get; } = new();
    }

    public sealed class Flushed : INoSerializationVerificationNeeded
    {
        public static Flushed Instance { get; } = new();
    }

    /// <summary>Asks for copies of traces that are not in the sink yet. Answered with
    /// <see cref="UnstoredFound"/>.</summary>
    public sealed record AskUnstored(UnstoredAsk Ask) : INoSerializationVerificationNeeded;

    public sealed record UnstoredFound(UnstoredTraces Traces) : INoSerializationVerificationNeeded;

    /// <summary>Stops the collector in order, before another node takes over its shard.</summary>
    public sealed class HandOver : INoSerializationVerificationNeeded
    {
        public static HandOver Instance { get; } = new();
    }

    private sealed class HandOverIsLate : INoSerializationVerificationNeeded, IDeadLetterSuppression
    {
        public static HandOverIsLate Instance { get; } = new();
    }

    private sealed class Tick
        : INotInfluenceReceiveTimeout, INoSerializationVerificationNeeded, IDeadLetterSuppression
    {
        public static Tick Instance { get; } = new();
    }

    private sealed class PutDone : INoSerializationVerificationNeeded
    {
        public static PutDone Instance { get; } = new();
    }

    private sealed class Retry : INoSerializationVerificationNeeded, IDeadLetterSuppression
    {
        public static Retry Instance { get; } = new();
    }

    private sealed record StoreFailed(Exception Cause) : INoSerializationVerificationNeeded;
}
