using Akka.Actor;
using Tracing.Collecting;

namespace Tracing.Actors;

/// <summary>Sends a system's finished spans to a collector, and holds each batch until it is stored.</summary>
/// <remarks>Never traced itself. What is held outlives a restart.</remarks>
internal sealed class SpanReporter : ReceiveActor, IWithTimers
{
    private readonly SpanRecorder _recorder;
    private readonly SpanBatcher _batcher;
    private readonly ReporterState _state;
    private readonly TimeSpan _interval;
    private readonly List<IActorRef> _draining = [];
    private IActorRef? _collector;

    public SpanReporter(SpanRecorder recorder, ReporterState state, TimeSpan interval)
    {
        _recorder = recorder;
        _batcher = new SpanBatcher(recorder);
        _state = state;
        _interval = interval;

        Receive<Tick>(_ => Report());
        Receive<ReportTo>(m =>
        {
            _collector = m.Collector;
            Report();
        });
        Receive<CollectorActor.Answered>(m =>
        {
            _state.Take(m.Answer);
            Report();
        });
        // Sent again when its answer is overdue.
        Receive<CollectorActor.Refused>(static _ => { });
        Receive<Drain>(_ =>
        {
            _draining.Add(Sender);
            Report();
        });
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(SpanRecorder recorder, ActorTracingSettings settings)
    {
        // Made once, so that each incarnation goes on with it.
        var state = new ReporterState(
            SpanId.NewRandom().Value, settings.BatchesInFlight, settings.ResendAfter, settings.MaxHeldBytes);
        return Akka.Actor.Props.Create(() => new SpanReporter(recorder, state, settings.ReportInterval));
    }

    protected override void PreStart()
    {
        Timers.StartPeriodicTimer(Tick.Instance, Tick.Instance, _interval);
        var self = Self;
        _recorder.OnWake(() => self.Tell(Tick.Instance));
    }

    protected override void PostStop() => _recorder.OnWake(null);

    protected override void PreRestart(Exception reason, object message)
    {
        if (_collector is not null) Self.Tell(new ReportTo(_collector));
        foreach (var asker in _draining) Self.Tell(Drain.Instance, asker);
        base.PreRestart(reason, message);
    }

    private void Report()
    {
        if (_collector is not null)
        {
            var now = _recorder.Clock.Now;
            foreach (var again in _state.Overdue(now))
                _collector.Tell(new CollectorActor.Take(again.Id, again.Batch, IsHeld: true));
            while (_state.HasCredit && _batcher.Next() is { } batch)
                _collector.Tell(new CollectorActor.Take(_state.Send(batch, now), batch, IsHeld: true));
        }
        var isAll = _state.InFlight == 0 && _recorder.Waiting == 0;
        // Without a collector there is nothing to wait for.
        if (_draining.Count == 0 || !isAll && _collector is not null) return;
        foreach (var asker in _draining) asker.Tell(new Drained(isAll));
        _draining.Clear();
    }

    internal sealed record ReportTo(IActorRef Collector);

    internal sealed class Tick : INotInfluenceReceiveTimeout
    {
        public static Tick Instance { get; } = new();
    }

    internal sealed class Drain
    {
        public static Drain Instance { get; } = new();
    }

    /// <param name="IsAll">False: there is no collector to take what waits.</param>
    internal sealed record Drained(bool IsAll);
}
