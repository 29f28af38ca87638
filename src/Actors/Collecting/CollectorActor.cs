using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using Tracing.Assembling;
using Tracing.Collecting;
using Tracing.Wire;

namespace Tracing.Actors;

/// <summary>The collector of a single node: a mailbox, a timer and one <see cref="CollectorState"/>.</summary>
/// <remarks>
/// A batch is answered when the traces that it closed are in the sink, and again when all traces of its spans are. A
/// restart forgets open traces; the reporters notice by its incarnation, and send again what they still hold.
/// </remarks>
#pragma warning disable CA1001 // An actor is not disposed of; PostStop is where it lets go.
public sealed class CollectorActor : ReceiveActor, IWithTimers
#pragma warning restore CA1001
{
    private static readonly TimeSpan _tick = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan _retry = TimeSpan.FromSeconds(1);

    private readonly CollectorState _state;
    private readonly ITraceSink _sink;
    private readonly TimeProvider _time;
    private readonly Dictionary<BatchId, (IActorRef Sender, bool IsHeld)> _senders = [];
    private readonly List<IActorRef> _flushing = [];
    private readonly CancellationTokenSource _stopping = new();

    public CollectorActor(
        AssemblerSettings settings, ITraceSink sink, IProgress<CollectorCounts>? counts, TimeProvider time, int maxWaiting)
    {
        _state = new CollectorState(settings, Random.Shared.NextInt64(), maxWaiting: maxWaiting);
        _sink = sink;
        _time = time;

        Receive<Take>(OnTake);
        Receive<Tick>(_ =>
        {
            Run(_state.Expire(_time.GetUtcNow()));
            counts?.Report(_state.Counts);
        });
        Receive<PutDone>(_ => Run(_state.Stored()));
        Receive<StoreFailed>(OnStoreFailed);
        Receive<Retry>(_ => Run(_state.Retry()));
        Receive<Flush>(_ =>
        {
            _flushing.Add(Sender);
            Run(_state.Flush(_time.GetUtcNow()));
        });
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <param name="counts">Told at each tick how the collector stands.</param>
    /// <param name="maxWaiting">Closed traces that may wait for the sink; over it batches are refused.</param>
    public static Props Props(AssemblerSettings settings, ITraceSink sink, IProgress<CollectorCounts>? counts = null,
        TimeProvider? time = null, int maxWaiting = CollectorState.DefaultMaxWaiting) =>
        Akka.Actor.Props.Create(() => new CollectorActor(settings, sink, counts, time ?? TimeProvider.System, maxWaiting));

    protected override void PreStart() => Timers.StartPeriodicTimer(Tick.Instance, Tick.Instance, _tick);

    protected override void PostStop()
    {
        _stopping.Cancel();
        _stopping.Dispose();
    }

    private void OnTake(Take message)
    {
        if (!_state.TryAdd(message.Id, message.Batch.Spans, message.IsHeld, _time.GetUtcNow(), out var effects))
        {
            Sender.Tell(new Refused(message.Id));
            return;
        }
        _senders[message.Id] = (Sender, message.IsHeld);
        Run(effects);
    }

    private void OnStoreFailed(StoreFailed failed)
    {
        _state.StoreFailed();
        Context.GetLogger().Warning("closed traces could not be stored and will be tried again: {0}", failed.Cause.Message);
        Timers.StartSingleTimer(Retry.Instance, Retry.Instance, _retry);
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
        if (_flushing.Count == 0 || !_state.IsIdle) return;
        foreach (var asker in _flushing) asker.Tell(Flushed.Instance);
        _flushing.Clear();
    }

    // Asynchronous even where the sink is not: one that throws at once has failed like any other.
    private async Task PutAsync(ImmutableArray<ClosedTrace> traces) =>
        await _sink.PutAsync(traces, _stopping.Token).ConfigureAwait(false);

    // serialize-messages = on passes these over: within a node spans go by reference, they are data of ours already.

    /// <summary>Spans to assemble. The answer is <see cref="Answered"/>, or <see cref="Refused"/>.</summary>
    /// <param name="IsHeld">The sender holds the batch until a second answer says that it is stored.</param>
    public sealed record Take(BatchId Id, SpanBatch Batch, bool IsHeld) : INoSerializationVerificationNeeded;

    /// <summary>The batch is taken, or stored; see <see cref="BatchAnswer"/>.</summary>
    public sealed record Answered(BatchAnswer Answer) : INoSerializationVerificationNeeded;

    /// <summary>Too much waits for the sink; nothing was taken. Send again later.</summary>
    public sealed record Refused(BatchId Id);

    /// <summary>Closes all open traces; answered with <see cref="Flushed"/> when they are in the sink.</summary>
    public sealed class Flush
    {
        public static Flush Instance { get; } = new();
    }

    public sealed class Flushed
    {
        public static Flushed Instance { get; } = new();
    }

    private sealed class Tick : INotInfluenceReceiveTimeout
    {
        public static Tick Instance { get; } = new();
    }

    private sealed class PutDone
    {
        public static PutDone Instance { get; } = new();
    }

    private sealed class Retry
    {
        public static Retry Instance { get; } = new();
    }

    private sealed record StoreFailed(Exception Cause);
}
