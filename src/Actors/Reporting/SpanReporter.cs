using Akka.Actor;
using Tracing.Contracts;
using Tracing.Reporting;
using Tracing.Wire.Spans;

namespace Tracing.Actors;

/// <summary>Sends a system's finished spans to a collector or to its shards, and holds each batch until it is
/// stored.</summary>
/// <remarks>Never traced itself. What is held outlives a restart.</remarks>
internal sealed class SpanReporter : ReceiveActor, IWithTimers
{
    /// <summary>Batches taken out of the buffer in one turn, so that answers are heard in between.</summary>
    private const int BatchesAtOnce = 64;

    private readonly SpanRecorder _recorder;
    private readonly SpanBatcher _batcher;
    private readonly ReporterMemory _memory;
    private readonly TimeSpan _interval;
    private readonly List<IActorRef> _draining = [];
    private readonly Dictionary<long, IActorRef> _givers = [];
    private ReportTo? _target;

    public SpanReporter(SpanRecorder recorder, ReporterMemory memory, TimeSpan interval)
    {
        _recorder = recorder;
        _batcher = new SpanBatcher(recorder);
        _memory = memory;
        _interval = interval;

        Receive<Tick>(_ => Report());
        Receive<ReportTo>(m =>
        {
            _target = m;
            _memory.ReportTo(m.InFlight, m.Cutter);
            Report();
        });
        Receive<CollectorActor.Answered>(m =>
        {
            State.OnAnswer(m.Answer);
            AfterAnswer();
        });
        Receive<CollectorActor.Released>(m =>
        {
            State.Release(m.Shard, m.Incarnation);
            AfterAnswer();
        });
        // Sent again when its answer is overdue.
        Receive<CollectorActor.Refused>(static _ => { });
        Receive<Give>(OnGive);
        Receive<Surrender>(_ =>
        {
            Report();
            Sender.Tell(new Surrendered(_memory.Surrender()));
        });
        Receive<Drain>(_ =>
        {
            _draining.Add(Sender);
            Report();
        });
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private ReporterState State => _memory.State;

    public static Props Props(SpanRecorder recorder, ActorTracingSettings settings) =>
        Props(recorder, settings, new ReporterMemory(recorder, settings));

    /// <param name="memory">Made once, so that each incarnation goes on with it.</param>
    public static Props Props(SpanRecorder recorder, ActorTracingSettings settings, ReporterMemory memory) =>
        Akka.Actor.Props.Create(() => new SpanReporter(recorder, memory, settings.ReportInterval));

    protected override void PreStart()
    {
        Timers.StartPeriodicTimer(Tick.Instance, Tick.Instance, _interval);
        var self = Self;
        _recorder.OnWake(() => self.Tell(Tick.Instance));
    }

    protected override void PostStop()
    {
        _recorder.OnWake(null);
        // The users' actors have stopped before this one: what they did last goes out, though nobody is left to hear the
        // answer.
        Report();
    }

    protected override void PreRestart(Exception reason, object message)
    {
        if (_target is not null) Self.Tell(_target);
        foreach (var asker in _draining) Self.Tell(Drain.Instance, asker);
        // Held all the same; whoever asked would only wait for nothing.
        foreach (var giver in _givers.Values) giver.Tell(new Given(IsHeld: true));
        base.PreRestart(reason, message);
    }

    // Batches for shards are small enough already; each answer would cut them smaller still.
    private void AfterAnswer()
    {
        if (_memory.IsSharded && _draining.Count == 0) Send();
        else Report();
    }

    private void OnGive(Give message)
    {
        var isHere = message.Holder is { } holder && _memory.Knows(holder);
        if (isHere || _target is null || !State.TryMakeRoom(message.Batch.Spans.Sum(span => (long)span.Bytes.Length)))
        {
            Sender.Tell(new Given(isHere));
            return;
        }
        // Tickets outlive a restart, in the memory: they start anew where nobody has been before.
        var ticket = _memory.NextTicket();
        _givers.Add(ticket, Sender);
        _memory.Add(message.Batch, ticket, message.Holder);
        Send();
    }

    private void Report()
    {
        if (_target is not null)
        {
            for (var i = 0; i < BatchesAtOnce && State.HasCredit && _batcher.Next() is { } batch; i++) _memory.Add(batch);
            Send();
        }
        _memory.Publish();
        var isAll = State.InFlight + State.Waiting == 0 && _recorder.Waiting == 0;
        // Without a collector there is nothing to wait for.
        if (_draining.Count == 0 || !isAll && _target is not null) return;
        foreach (var asker in _draining) asker.Tell(new Drained(isAll));
        _draining.Clear();
    }

    private void Send()
    {
        if (_target is null) return;
        foreach (var next in State.Next(_recorder.Clock.Now))
            _target.Collector.Tell(new CollectorActor.Take(next.Id, next.Batch, IsHeld: true, next.Shard));
        foreach (var ticket in State.DrainTaken())
            if (_givers.Remove(ticket, out var giver))
                giver.Tell(new Given(IsHeld: true));
        _memory.TellHolders();
    }

    /// <param name="InFlight">Batches that may be on their way, to each shard; 0: as the settings say.</param>
    /// <param name="Cutter">Null: one collector. Else: whoever passes batches on to their shards.</param>
    internal sealed record ReportTo(IActorRef Collector, int InFlight = 0, ShardCutter? Cutter = null)
        : INoSerializationVerificationNeeded;

    /// <summary>Spans from elsewhere to report. Answered with <see cref="Given"/> when all are taken.</summary>
    /// <param name="Holder">Holds them elsewhere too, and is told what becomes of them; null: nobody.</param>
    internal sealed record Give(SpanBatch Batch, IBatchHolder? Holder = null) : INoSerializationVerificationNeeded;

    /// <param name="IsHeld">False: there is no room; nothing was kept.</param>
    internal sealed record Given(bool IsHeld) : INoSerializationVerificationNeeded;

    /// <summary>Asks for all that is held. Answered with <see cref="Surrendered"/>.</summary>
    internal sealed class Surrender : INoSerializationVerificationNeeded
    {
        public static Surrender Instance { get; } = new();
    }

    internal sealed record Surrendered(HeldSpans Held) : INoSerializationVerificationNeeded;

    internal sealed class Tick : INotInfluenceReceiveTimeout, INoSerializationVerificationNeeded
    {
        public static Tick Instance { get; } = new();
    }

    internal sealed class Drain : INoSerializationVerificationNeeded
    {
        public static Drain Instance { get; } = new();
    }

    /// <param name="IsAll">False: there is no collector to take what waits.</param>
    internal sealed record Drained(bool IsAll) : INoSerializationVerificationNeeded;
}
