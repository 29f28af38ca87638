using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using Tracing.Assembling;
using Tracing.Collecting;
using Tracing.Contracts;
using Tracing.Wire.Spans;

namespace Tracing.Actors;

/// <summary>The collector of a single node, or one shard of a cluster's: a mailbox, a timer and one
/// <see cref="CollectorState"/>.</summary>
/// <remarks>
/// A batch is answered when the traces that it closed are in the sink, and again when all traces of its spans are. A
/// restart forgets open traces; the reporters notice by its incarnation, and send again what they still hold. One that
/// is told to hand over finishes what is on its way to the sink, and tells the reporters at once.
/// </remarks>
#pragma warning disable CA1001 // An actor is not disposed of; PostStop is where it lets go.
public sealed class CollectorActor : ReceiveActor, IWithTimers
#pragma warning restore CA1001
{
    private static readonly TimeSpan _tick = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan _retry = TimeSpan.FromSeconds(1);

    // Below the time after which a shard region stops its entities by force.
    private static readonly TimeSpan _handOverAtMost = TimeSpan.FromSeconds(5);

    // After so many ticks at rest a shard ticks no more: figures are out by then, and there are 256 of them.
    private const int TicksAtRest = 40;

    private readonly CollectorState _state;
    private readonly ITraceSink _sink;
    private readonly TimeProvider _time;
    private readonly ICollectorSeat? _seat;
    private readonly int _shard;
    private readonly long _incarnation = Random.Shared.NextInt64();
    private readonly Dictionary<BatchId, (IActorRef Sender, bool IsHeld)> _senders = [];
    private readonly List<IActorRef> _flushing = [];
    private readonly CancellationTokenSource _stopping = new();
    private int _ticksAtRest;
    private bool _isTicking;
    private bool _isLeaving;

    public CollectorActor(AssemblerSettings settings, ITraceSink sink, ICollectorSeat? seat, TimeProvider time,
        int maxWaiting, int shard, AssemblyBudget? budget)
    {
        _state = new CollectorState(settings, _incarnation, shard, maxWaiting, budget: budget);
        (_sink, _time, _seat, _shard) = (sink, time, seat, shard);

        Receive<Take>(OnTake);
        Receive<Tick>(_ => OnTick());
        Receive<PutDone>(_ => Run(_state.Stored()));
        Receive<StoreFailed>(OnStoreFailed);
        Receive<Retry>(_ => Run(_state.Retry()));
        Receive<Flush>(_ =>
        {
            _flushing.Add(Sender);
            Run(_state.Flush(_time.GetUtcNow()));
        });
        Receive<HandOver>(_ => OnHandOver());
        Receive<HandOverIsLate>(_ => Leave());
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <param name="seat">Told at each tick how the collector stands.</param>
    /// <param name="maxWaiting">Closed traces that may wait for the sink; over it batches are refused.</param>
    /// <param name="shard">Which share of all traces it has.</param>
    /// <param name="budget">What it shares with the other shards of the node; null: it is alone.</param>
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
        _stopping.Cancel();
        _stopping.Dispose();
    }

    private void OnTake(Take message)
    {
        // What comes now is for the next incarnation; the sender hears of it when this one leaves.
        if (_isLeaving) return;
        StartTicking();
        if (!_state.TryAdd(message.Id, message.Batch.Spans, message.IsHeld, _time.GetUtcNow(), out var effects))
        {
            Sender.Tell(new Refused(message.Id));
            return;
        }
        _senders[message.Id] = (Sender, message.IsHeld);
        Run(effects);
    }

    private void OnTick()
    {
        Run(_state.Expire(_time.GetUtcNow()));
        _seat?.Report(_state.Counts);
        _ticksAtRest = _state.IsResting ? _ticksAtRest + 1 : 0;
        if (_ticksAtRest < TicksAtRest) return;
        Timers.Cancel(Tick.Instance);
        _isTicking = false;
    }

    private void StartTicking()
    {
        _ticksAtRest = 0;
        if (_isTicking) return;
        _isTicking = true;
        Timers.StartPeriodicTimer(Tick.Instance, Tick.Instance, _tick);
    }

    private void OnStoreFailed(StoreFailed failed)
    {
        _state.StoreFailed();
        Context.GetLogger().Warning("closed traces could not be stored and will be tried again: {0}", failed.Cause.Message);
        Timers.StartSingleTimer(Retry.Instance, Retry.Instance, _retry);
    }

    private void OnHandOver()
    {
        _isLeaving = true;
        Timers.StartSingleTimer(HandOverIsLate.Instance, HandOverIsLate.Instance, _handOverAtMost);
        Run(_seat is { HasSuccessor: false } ? _state.Flush(_time.GetUtcNow()) : CollectorEffects.None);
    }

    private void Leave()
    {
        foreach (var sender in _senders.Values.Select(from => from.Sender).Distinct())
            sender.Tell(new Released(_shard, _incarnation));
        _senders.Clear();
        Context.Stop(Self);
    }

    private void Run(CollectorEffects effects)
    {
        foreach (var answer in effects.Answers)
        {
            if (!_senders.TryGetValue(answer.Batch, out var from)) continue;
            from.Sender.Tell(new Answered(answer));
            // The last answer to one who holds it is that it is stored.
            if (answer.IsStored || !from.IsHeld) _senders.Remove(answer.Batch);
        }
        if (!effects.Put.IsEmpty)
        {
            PutAsync(effects.Put).PipeTo(Self,
                success: static () => PutDone.Instance,
                failure: static cause => new StoreFailed(cause));
        }
        if (!_state.IsIdle) return;
        foreach (var asker in _flushing) asker.Tell(Flushed.Instance);
        _flushing.Clear();
        if (_isLeaving) Leave();
    }

    // Asynchronous even where the sink is not: one that throws at once has failed like any other.
    private async Task PutAsync(ImmutableArray<ClosedTrace> traces) =>
        await _sink.PutAsync(traces, _stopping.Token).ConfigureAwait(false);

    // serialize-messages = on passes these over: within a node spans go by reference, they are data of ours already.

    /// <summary>Spans to assemble. The answer is <see cref="Answered"/>, or <see cref="Refused"/>.</summary>
    /// <param name="IsHeld">The sender holds the batch until a second answer says that it is stored.</param>
    /// <param name="Shard">That all of its spans belong to; 0 where there is one collector.</param>
    public sealed record Take(BatchId Id, SpanBatch Batch, bool IsHeld, int Shard = 0)
        : ICollectorMessage, INoSerializationVerificationNeeded;

    /// <summary>The batch is taken, or stored; see <see cref="BatchAnswer"/>.</summary>
    public sealed record Answered(BatchAnswer Answer) : ICollectorMessage, INoSerializationVerificationNeeded;

    /// <summary>Too much waits for the sink; nothing was taken. Send again later.</summary>
    public sealed record Refused(BatchId Id) : ICollectorMessage;

    /// <summary>The shard goes to another node: what it has taken from the receiver and not stored is to be sent
    /// again, and goes to the next incarnation.</summary>
    public sealed record Released(int Shard, long Incarnation) : ICollectorMessage;

    /// <summary>Closes all open traces; answered with <see cref="Flushed"/> when they are in the sink.</summary>
    public sealed class Flush : INoSerializationVerificationNeeded
    {
        public static Flush Instance { get; } = new();
    }

    public sealed class Flushed : INoSerializationVerificationNeeded
    {
        public static Flushed Instance { get; } = new();
    }

    /// <summary>Stops the collector in order: another node will have its shard.</summary>
    public sealed class HandOver : INoSerializationVerificationNeeded
    {
        public static HandOver Instance { get; } = new();
    }

    private sealed class HandOverIsLate : INoSerializationVerificationNeeded
    {
        public static HandOverIsLate Instance { get; } = new();
    }

    private sealed class Tick : INotInfluenceReceiveTimeout, INoSerializationVerificationNeeded
    {
        public static Tick Instance { get; } = new();
    }

    private sealed class PutDone : INoSerializationVerificationNeeded
    {
        public static PutDone Instance { get; } = new();
    }

    private sealed class Retry : INoSerializationVerificationNeeded
    {
        public static Retry Instance { get; } = new();
    }

    private sealed record StoreFailed(Exception Cause) : INoSerializationVerificationNeeded;
}
