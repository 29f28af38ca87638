using Akka.Actor;
using Akka.Event;
using Tracing.Contracts;
using Tracing.Reporting;
using Tracing.Wire.Spans;

namespace Tracing.Actors;

/// <summary>Sends a system's finished spans to a collector or to its shards, and holds each batch until it is
/// stored.</summary>
/// <remarks>
/// Never traced itself. What is held outlives a restart. The reporter is not told when the node of a shard dies: it
/// only sees a new incarnation number in that shard's next answer, and then sends again what it still holds for the
/// shard.
/// </remarks>
#pragma warning disable CA1001 // An actor is not disposed of; PostStop is where it lets go.
internal sealed class SpanReporter : ReceiveActor
#pragma warning restore CA1001
{
    // Batches made in one turn. Answers wait in the mailbox meanwhile, so this must be bounded.
    private const int BatchesAtOnce = 64;

    // A system that starts its collector a little later than its first spans is no fault.
    private static readonly TimeSpan _withoutCollector = TimeSpan.FromSeconds(10);

    private readonly SpanRecorder _recorder;
    private readonly SpanBatcher _batcher;
    private readonly ReporterMemory _memory;
    private readonly TimeSpan _interval;
    private readonly List<IActorRef> _draining = [];
    private readonly Dictionary<long, IActorRef> _askers = [];
    private ReportTimer? _timer;
    private UseCollector? _target;
    private DateTimeOffset? _waitingSince;

    public SpanReporter(SpanRecorder recorder, ReporterMemory memory, TimeSpan interval)
    {
        _recorder = recorder;
        _batcher = new SpanBatcher(recorder);
        _memory = memory;
        _interval = interval;

        Receive<Tick>(_ => Report());
        Receive<UseCollector>(m =>
        {
            Volatile.Write(ref _target, m);
            _memory.Health?.Resolve("no-collector");
            _memory.ReportTo(m.InFlight, m.Cutter);
            Report();
        });
        Receive<BatchAnswered>(m =>
        {
            State.OnAnswer(m.Answer);
            if (_target is { TellsSuccess: false }) _memory.Health?.Succeeded(_recorder.Clock.Now);
            AfterAnswer();
        });
        Receive<ShardReleased>(m =>
        {
            State.Release(m.Shard, m.Incarnation);
            AfterAnswer();
        });
        // The batch is sent again when its answer is overdue.
        Receive<BatchRefused>(static _ => { });
        Receive<HoldBatch>(OnHoldBatch);
        Receive<Surrender>(_ =>
        {
            Report();
            Sender.Tell(new Surrendered(_memory.Surrender()));
        });
        Receive<AskStoredUpTo>(_ => Sender.Tell(new StoredUpTo(FindStoredUpTo())));
        Receive<Drain>(_ =>
        {
            _draining.Add(Sender);
            Report();
        });
    }

    private ReporterState State => _memory.State;

    public static Props Props(SpanRecorder recorder, ActorTracingSettings settings) =>
        Props(recorder, settings, new ReporterMemory(recorder, settings));

    /// <param name="memory">Made once, so that the actor goes on with it after a restart.</param>
    public static Props Props(SpanRecorder recorder, ActorTracingSettings settings, ReporterMemory memory) =>
        Akka.Actor.Props.Create(() => new SpanReporter(recorder, memory, settings.ReportInterval));

    protected override void PreStart()
    {
        var self = Self;
        // Not a timer of Akka.NET: its scheduler would tick a hundred times a second for as long as the system lives.
        _timer = new ReportTimer(_recorder, _interval, HasWork, () => self.Tell(Tick.Instance));
        _recorder.OnWake(() => self.Tell(Tick.Instance));
    }

    protected override void PostStop()
    {
        _timer?.Dispose();
        _recorder.OnWake(null);
        // The users' actors have stopped before this one. Their last spans go out, although no answer will be heard.
        Report();
    }

    protected override void PreRestart(Exception reason, object message)
    {
        if (_target is not null) Self.Tell(_target);
        foreach (var asker in _draining) Self.Tell(Drain.Instance, asker);
        // These batches are held: without an answer their senders would wait for nothing.
        foreach (var asker in _askers.Values) asker.Tell(new BatchHeld(IsHeld: true));
        base.PreRestart(reason, message);
    }

    // To shards, new batches are made only at ticks: made at each answer, they would be cut ever smaller.
    private void AfterAnswer()
    {
        if (_memory.IsSharded && _draining.Count == 0) Send();
        else Report();
    }

    private void OnHoldBatch(HoldBatch message)
    {
        var isHere = message.Holder is { } holder && _memory.Knows(holder);
        if (isHere || _target is null || !State.TryMakeRoom(message.Batch.Spans.Sum(span => (long)span.Bytes.Length)))
        {
            Sender.Tell(new BatchHeld(isHere));
            return;
        }
        // From the memory, which outlives a restart: a ticket must never be given twice.
        var ticket = _memory.NextTicket();
        _askers.Add(ticket, Sender);
        _memory.Add(message.Batch, ticket, message.Holder);
        Send();
        Publish();
    }

    private void Report()
    {
        if (_target is not null)
        {
            for (var i = 0; i < BatchesAtOnce && State.HasCredit && _batcher.Next() is { } batch; i++)
                _memory.AddOwn(batch, SteadyNow);
            _memory.TurnJournal(SteadyNow);
            Send();
        }
        else
        {
            NoteMissingCollector();
        }
        Publish();
        var isAll = State.InFlight + State.Waiting == 0 && _recorder.Waiting == 0;
        // Without a collector nobody would ever confirm them.
        if (_draining.Count == 0 || !isAll && _target is not null) return;
        foreach (var asker in _draining) asker.Tell(new Drained(isAll));
        _draining.Clear();
    }

    private void Publish()
    {
        _memory.Publish();
        if (HasWork()) _timer?.Wake();
    }

    // Any thread. Without a collector there is nothing to do but to say so, for which a look now and then is enough.
    private bool HasWork() => Volatile.Read(ref _target) is not null && (_recorder.Waiting > 0 || _memory.IsHolding);

    private DateTimeOffset? FindStoredUpTo()
    {
        var now = _recorder.Clock.Now;
        Report();
        if (_recorder.Waiting > 0) return null;
        var oldest = ulong.MaxValue;
        foreach (var batch in State.All())
            foreach (ref readonly var span in batch.Spans.AsSpan())
                oldest = Math.Min(oldest, span.EndUnixNanos);
        var nowNanos = (ulong)(now - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
        return oldest < nowNanos ? DateTimeOffset.UnixEpoch.AddTicks((long)(oldest / TimeSpan.NanosecondsPerTick)) : now;
    }

    // The monotonic clock: setting the machine's time must not delay a batch that is sent again.
    private DateTimeOffset SteadyNow =>
        DateTimeOffset.UnixEpoch.AddTicks(_recorder.Clock.MonotonicNanos() / TimeSpan.NanosecondsPerTick);

    private void NoteMissingCollector()
    {
        if (_recorder.Waiting == 0) return;
        var now = SteadyNow;
        _waitingSince ??= now;
        if (now - _waitingSince < _withoutCollector) return;
        _memory.Health?.Report("no-collector",
            "spans finish and nobody takes them: set tracing.reporter.otlp-endpoint (or OTEL_EXPORTER_OTLP_ENDPOINT), "
            + "or call ActorTracing.ReportTo", TracingStatus.Unhealthy, count: 0);
    }

    private void Send()
    {
        if (_target is null) return;
        foreach (var next in State.Next(SteadyNow))
            _target.Collector.Tell(new TakeBatch(next.Id, next.Batch, IsHeld: true, next.Shard));
        foreach (var ticket in State.DrainTaken())
            if (_askers.Remove(ticket, out var asker))
                asker.Tell(new BatchHeld(IsHeld: true));
        _memory.TellHolders();
    }

    /// <summary>Sends batches to this collector from now on.</summary>
    /// <param name="InFlight">The most batches on their way, to each shard; 0: tracing.reporter.in-flight.</param>
    /// <param name="Cutter">Cuts batches for shards; null: there is one collector.</param>
    /// <param name="TellsSuccess">True: the collector itself tells the system's health when spans were taken, because
    /// it also answers for spans that were refused.</param>
    internal sealed record UseCollector(
        IActorRef Collector, int InFlight = 0, ShardCutter? Cutter = null, bool TellsSuccess = false)
        : INoSerializationVerificationNeeded;

    /// <summary>Spans from elsewhere to report. Answered with <see cref="BatchHeld"/> when collectors have taken
    /// all.</summary>
    /// <param name="Holder">Holds them elsewhere too, and is told what becomes of them; null: nobody does.</param>
    internal sealed record HoldBatch(SpanBatch Batch, IBatchHolder? Holder = null) : INoSerializationVerificationNeeded;

    /// <param name="IsHeld">False: there is no room, and nothing was kept.</param>
    internal sealed record BatchHeld(bool IsHeld) : INoSerializationVerificationNeeded;

    /// <summary>Asks for all that is held. Answered with <see cref="Surrendered"/>.</summary>
    internal sealed class Surrender : INoSerializationVerificationNeeded
    {
        public static Surrender Instance { get; } = new();
    }

    internal sealed record Surrendered(HeldSpans Held) : INoSerializationVerificationNeeded;

    /// <summary>Asks up to which time all finished spans are stored. Answered with
    /// <see cref="SpanReporter.StoredUpTo"/>.</summary>
    internal sealed class AskStoredUpTo : INoSerializationVerificationNeeded
    {
        public static AskStoredUpTo Instance { get; } = new();
    }

    /// <param name="Time">Null: not all that wait could be looked at.</param>
    internal sealed record StoredUpTo(DateTimeOffset? Time) : INoSerializationVerificationNeeded;

    internal sealed class Tick
        : INotInfluenceReceiveTimeout, INoSerializationVerificationNeeded, IDeadLetterSuppression
    {
        public static Tick Instance { get; } = new();
    }

    /// <summary>Answered with <see cref="Drained"/> when nothing is on its way or waits any more.</summary>
    internal sealed class Drain : INoSerializationVerificationNeeded
    {
        public static Drain Instance { get; } = new();
    }

    /// <param name="IsAll">False: spans wait, and there is no collector to take them.</param>
    internal sealed record Drained(bool IsAll) : INoSerializationVerificationNeeded;
}
