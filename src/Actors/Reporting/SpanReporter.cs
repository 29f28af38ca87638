using Akka.Actor;
using Tracing.Collecting;

namespace Tracing.Actors;

/// <summary>Sends a system's finished spans to a collector, and holds each batch until it is stored.</summary>
/// <remarks>Never traced itself. A restart sends nothing twice, but forgets what was unconfirmed: it has no reason to
/// restart, since all it calls is total.</remarks>
internal sealed class SpanReporter : ReceiveActor, IWithTimers
{
    private readonly SpanRecorder _recorder;
    private readonly SpanBatcher _batcher;
    private readonly ReporterState _state;
    private readonly TimeSpan _interval;
    private readonly List<IActorRef> _draining = [];
    private IActorRef? _collector;

    public SpanReporter(SpanRecorder recorder, ActorTracingSettings settings)
    {
        _recorder = recorder;
        _batcher = new SpanBatcher(recorder);
        _state = new ReporterState(
            SpanId.NewRandom().Value, settings.BatchesInFlight, settings.ResendAfter, settings.MaxHeldBytes);
        _interval = settings.ReportInterval;

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
        Receive<Drain>(_ =>
        {
            _draining.Add(Sender);
            Report();
        });
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(SpanRecorder recorder, ActorTracingSettings settings) =>
        Akka.Actor.Props.Create(() => new SpanReporter(recorder, settings));

    protected override void PreStart()
    {
        Timers.StartPeriodicTimer(Tick.Instance, Tick.Instance, _interval);
        var self = Self;
        _recorder.OnWake(() => self.Tell(Tick.Instance));
    }

    protected override void PostStop() => _recorder.OnWake(null);

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
        if (_draining.Count == 0 || _state.InFlight > 0 || _recorder.Waiting > 0) return;
        foreach (var asker in _draining) asker.Tell(Drained.Instance);
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

    internal sealed class Drained
    {
        public static Drained Instance { get; } = new();
    }
}
