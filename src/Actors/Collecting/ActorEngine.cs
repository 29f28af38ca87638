using Akka.Actor;
using Akka.Configuration;
using Tracing.Assembling;
using Tracing.Collecting;
using Tracing.Contracts;
using Tracing.Wire.Spans;

namespace Tracing.Actors;

/// <summary>The collector of a single host, as actors in an actor system of its own: reporter, collector actor,
/// sinks.</summary>
/// <remarks>Any thread. A user's system does not need it, only <see cref="ActorTracing"/> and a collector's
/// address.</remarks>
public sealed class ActorEngine : ICollectorEngine
{
    private const string SystemName = "tracing";

    // When a sink is away for longer than this, the sender is told to come again later.
    private static readonly TimeSpan _takeTime = TimeSpan.FromSeconds(30);

    // Whoever looks at a trace would rather see what is stored than wait for a busy collector.
    private static readonly TimeSpan _lookTime = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan _stopTime = TimeSpan.FromSeconds(10);

    // The host owns its process: it decides about signals and exit codes, and prints by itself.
    private static readonly Config _hosted = ConfigurationFactory.ParseString("""
        akka {
          loglevel = WARNING
          stdout-loglevel = OFF
          # Nothing here needs 10 ms, and each tick wakes the processor, also at rest.
          scheduler.tick-duration = 50ms
          coordinated-shutdown {
            exit-clr = off
            run-by-clr-shutdown-hook = off
          }
        }
        # The collector's own web requests are no traces of an application.
        tracing.activities.sources = ""
        tracing.instrumentation.start = ""
        # The OTEL_* variables are those of the applications that report to this host.
        tracing.otel-variables = off
        """);

    private readonly IActorRef _collector;
    private readonly IActorRef _desk;
    private readonly ulong _sender = SpanId.NewRandom().Value;
    private CollectorCounts _counts;
    private long _lastBatch;
    private int _isDisposed;

    private ActorEngine(ActorSystem system, AssemblerSettings settings, ITraceSink sink)
    {
        System = system;
        Tracing = ActorTracing.For(system);
        _counts = new CollectorState(settings).Counts;
        _desk = ((ExtendedActorSystem)system).SystemActorOf(Props.Create(static () => new BatchDesk()), "tracing-desk");
        _collector = system.ActorOf(CollectorActor.Props(settings, sink, new Seat(this)), "collector");
        Tracing.ReportTo(_collector);
    }

    /// <summary>The version of Akka.NET that runs.</summary>
    public static string AkkaVersion => typeof(ActorSystem).Assembly.GetName().Version?.ToString(3) ?? "?";

    public ActorSystem System { get; }

    /// <summary>The collector actor, for <see cref="ActorTracing.ReportTo(IActorRef)"/> of other systems.</summary>
    public IActorRef Collector => _collector;

    public ActorTracing Tracing { get; }

    public SpanRecorder Recorder => Tracing.Recorder;

    public CollectorCounts Counts => Volatile.Read(ref _counts);

    /// <summary>Starts an actor system with the collector in it, from an operator's settings.</summary>
    /// <param name="hocon">Empty: the defaults.</param>
    /// <param name="overrides">Single settings by full key; they win over <paramref name="hocon"/>.</param>
    /// <exception cref="global::Tracing.Configuration.ConfigurationException">A tracing.… value is
    /// unusable.</exception>
    public static ActorEngine Start(string hocon, IEnumerable<KeyValuePair<string, string>> overrides,
        AssemblerSettings settings, ITraceSink sink)
    {
        var config = HoconSource.Overrides(overrides).WithFallback(ConfigurationFactory.ParseString(hocon));
        return Start(config, settings, sink);
    }

    /// <summary>Starts an actor system with the collector in it.</summary>
    /// <param name="config">The settings that differ from the defaults.</param>
    /// <exception cref="global::Tracing.Configuration.ConfigurationException">A tracing.… value is
    /// unusable.</exception>
    public static ActorEngine Start(Config config, AssemblerSettings settings, ITraceSink sink)
    {
        ArgumentNullException.ThrowIfNull(config);
        var full = config.WithFallback(_hosted).WithFallback(ActorTracing.Reference);
        // Before the system starts: an unusable value must not leave half a system behind.
        ActorTracing.RefuseUnknownKeys(config);
        ActorTracingSettings.Read(full, SystemName);
        return new ActorEngine(ActorSystem.Create(SystemName, full), settings, sink);
    }

    public async ValueTask<bool> TakeAsync(SpanBatch batch, CancellationToken stopping = default)
    {
        if (IsStopped) return false;
        var id = new BatchId(_sender, Interlocked.Increment(ref _lastBatch));
        return await Tracing.Questions.AskAsync<object>(
            _collector, new TakeBatch(id, batch, IsHeld: false), _takeTime, stopping).ConfigureAwait(false)
            is BatchAnswered;
    }

    public async ValueTask<bool> TakeAsync(SpanBatch batch, IBatchHolder holder, CancellationToken stopping = default)
    {
        if (IsStopped) return false;
        return await Tracing.Questions.AskAsync<BatchDesk.BatchEntered>(
            _desk, new BatchDesk.EnterBatch(_collector, batch, holder), _takeTime, stopping).ConfigureAwait(false)
            is { IsTaken: true };
    }

    public async ValueTask DrainAsync(CancellationToken stopping = default) =>
        await Tracing.DrainAsync(_stopTime).WaitAsync(stopping).ConfigureAwait(false);

    public async ValueTask<UnstoredTraces> UnstoredAsync(UnstoredAsk ask, CancellationToken stopping = default)
    {
        if (IsStopped) return UnstoredTraces.None;
        var found = await Tracing.Questions.AskAsync<CollectorActor.UnstoredFound>(
            _collector, new CollectorActor.AskUnstored(ask), _lookTime, stopping).ConfigureAwait(false);
        return found?.Traces ?? UnstoredTraces.None with { IsWhole = false };
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0) return;
        await Tracing.DrainAsync(_stopTime).ConfigureAwait(false);
        // Where the sink does not take what is open there is no answer, and stopping goes on all the same.
        await Tracing.Questions.AskAsync<CollectorActor.Flushed>(_collector, CollectorActor.Flush.Instance, _stopTime)
            .ConfigureAwait(false);
        // Holders must have heard what became of their batches before the system ends.
        await Tracing.Questions.AskAsync<BatchDesk.Settle>(_desk, BatchDesk.Settle.Instance, _stopTime)
            .ConfigureAwait(false);
        await CoordinatedShutdown.Get(System).Run(CoordinatedShutdown.ClrExitReason.Instance).ConfigureAwait(false);
    }

    private bool IsStopped => Volatile.Read(ref _isDisposed) != 0;

    private sealed class Seat(ActorEngine engine) : ICollectorSeat
    {
        public void Report(CollectorCounts counts) => Volatile.Write(ref engine._counts, counts);

        public void Enter(IActorRef collector) => engine._desk.Tell(BatchDesk.Renewed.Instance);
    }
}
