using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Tracing.Configuration;
using Tracing.Contracts;
using Tracing.Reporting;
using Tracing.Wire.Spans;
using ConfigurationException = Tracing.Configuration.ConfigurationException;

namespace Tracing.Actors;

/// <summary>Tracing of one actor system: its recorder, its tracers, and the actor that reports finished
/// spans.</summary>
/// <remarks>
/// Started by its first use, or by Akka.NET itself with
/// <c>akka.extensions = ["Tracing.Actors.ActorTracingProvider, Tracing.Actors"]</c>, which a node needs that receives
/// envelopes before it sends any. Any thread.
/// </remarks>
public sealed class ActorTracing : IExtension
{
    private readonly ConcurrentDictionary<string, Tracer> _tracers = new(StringComparer.Ordinal);
    private readonly IActorRef _reporter;
    private readonly ReporterMemory _memory;
    private readonly Instrumentation? _instrumentation;

    internal ActorTracing(ExtendedActorSystem system)
    {
        RefuseUnknownKeys(system.Settings.Config);
        system.Settings.InjectTopLevelFallback(Reference);
        Settings = ActorTracingSettings.Read(new ConfigReader(new HoconSource(system.Settings.Config)), system.Name);
        Recorder = new SpanRecorder(Settings.Recorder);
        Tracer = TracerFor(null);
        _instrumentation = Actors.Instrumentation.Of(system);
        Log = new SpanLog(Settings.Logs);

        _memory = new ReporterMemory(Recorder, Settings);
        _reporter = system.SystemActorOf(SpanReporter.Props(Recorder, Settings, _memory), "tracing-reporter");
        UndeliveredRecorder.Start(system, this);
        if (_instrumentation is not null)
            system.EventStream.Subscribe(new LossListener(system.Provider, this, _instrumentation), typeof(AllDeadLetters));
        if (Settings.OtlpEndpoint is { } endpoint)
            ReportTo(system.SystemActorOf(OtlpForwarder.Props(endpoint, Recorder.Drops), "tracing-otlp"));
        // Nobody drains any longer: what is left, and what still ends, is counted as lost.
        system.RegisterOnTermination(() =>
        {
            Recorder.Stop();
            Recorder.Drops.Count(DropReason.Stopped, Recorder.Waiting);
        });
        // Last of all that stops in order, while actors still run: their last spans are in the buffer by then.
        CoordinatedShutdown.Get(system).AddTask(
            CoordinatedShutdown.PhaseBeforeActorSystemTerminate, "tracing-report", async () =>
            {
                await DrainAsync(FlushTime).ConfigureAwait(false);
                return Akka.Done.Instance;
            });
    }

    /// <summary>The defaults, with a paragraph for each key.</summary>
    public static Config Reference { get; } =
        ConfigurationFactory.FromResource("Tracing.Actors.reference.conf", typeof(ActorTracing).Assembly);

    /// <exception cref="ConfigurationException">There is a key under <c>tracing</c> that nothing reads.</exception>
    internal static void RefuseUnknownKeys(Config config) =>
        UnknownKeys.Refuse(new HoconSource(config), "tracing", new HoconSource(Reference), new HoconSource(_others));

    // What other projects of ours read from the same file, each with defaults of its own.
    private static readonly Config _others =
        ConfigurationFactory.ParseString("tracing.host {}\ntracing.storage {}\ntracing.cluster {}");

    private static TimeSpan FlushTime => TimeSpan.FromSeconds(3);

    public ActorTracingSettings Settings { get; }

    public SpanRecorder Recorder { get; }

    /// <summary>The tracer of the actor system's own service.</summary>
    public Tracer Tracer { get; }

    internal SpanLog Log { get; }

    /// <exception cref="ConfigurationException">At the first use: a tracing.… value is unusable.</exception>
    public static ActorTracing For(ActorSystem system)
    {
        ArgumentNullException.ThrowIfNull(system);
        return ActorTracingProvider.Instance.Apply(system);
    }

    /// <summary>What the instrumentation traces; null without one of the traced providers.</summary>
    /// <remarks>Setting it takes effect with each actor's next message; any thread. Without such a provider it
    /// does nothing.</remarks>
    public InstrumentationSettings? Instrumentation
    {
        get => _instrumentation?.Rules.Settings;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            _instrumentation?.Put(value);
        }
    }

    /// <summary>The tracer of one service in this system; the same for the same name. Null: the system's own.</summary>
    public Tracer TracerFor(string? service) =>
        _tracers.GetOrAdd(service ?? Settings.ServiceName, static (name, recorder) => recorder.TracerFor(name), Recorder);

    /// <summary>Sends finished spans to a collector from now on; until then they wait in the buffer.</summary>
    public void ReportTo(IActorRef collector) => _reporter.Tell(new SpanReporter.ReportTo(collector));

    /// <summary>Sends finished spans to the shards of a collector from now on.</summary>
    /// <param name="shards">Gets each batch as a <see cref="CollectorActor.Take"/>, and passes it on to its
    /// shard.</param>
    /// <param name="count">How many shards there are; the same on every node.</param>
    /// <param name="maxBatchBytes">Of a batch's spans; at least 4 KiB. What a message between nodes may have, less some
    /// for what is around them.</param>
    /// <param name="inFlight">Batches that may be on their way to one shard; at least 1.</param>
    public void ReportTo(IActorRef shards, int count, int maxBatchBytes, int inFlight)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxBatchBytes, 4 << 10);
        ArgumentOutOfRangeException.ThrowIfLessThan(inFlight, 1);
        _reporter.Tell(new SpanReporter.ReportTo(shards, inFlight, new ShardCutter(count, maxBatchBytes)));
    }

    /// <summary>How the reporter stands; at most a report's interval old.</summary>
    public ReporterCounts Reported => _memory.Counts;

    /// <summary>Reports spans that came from elsewhere, like those of this system: held until they are
    /// stored.</summary>
    /// <returns>
    /// True: collectors have them in memory, and the reporter holds them. False: there is no room, or no collector has
    /// taken them in time; whoever sent them sends them again, and what came all the same is known as repeated.
    /// </returns>
    public Task<bool> ReportAsync(SpanBatch batch, TimeSpan atMost, CancellationToken stopping = default) =>
        ReportAsync(batch, null, atMost, stopping);

    /// <summary>Reports spans that somebody else holds as well, and lets go of them first where there is no
    /// room.</summary>
    /// <param name="holder">Hears when all of them are stored, or are to be given again.</param>
    /// <returns>As of the other; what was not taken in time may still be, and the holder hears of it.</returns>
    public async Task<bool> ReportAsync(
        SpanBatch batch, IBatchHolder? holder, TimeSpan atMost, CancellationToken stopping = default)
    {
        try
        {
            return (await _reporter.Ask<SpanReporter.Given>(new SpanReporter.Give(batch, holder), atMost, stopping).ConfigureAwait(false)).IsHeld;
        }
        catch (AskTimeoutException)
        {
            return false;
        }
    }

    /// <summary>What the reporter holds and no collector has stored, for whoever stores it in the collector's place when
    /// the system stops; none where the reporter does not answer in time.</summary>
    public async Task<HeldSpans> HeldAsync(TimeSpan atMost)
    {
        try
        {
            return (await _reporter.Ask<SpanReporter.Surrendered>(SpanReporter.Surrender.Instance, atMost).ConfigureAwait(false)).Held;
        }
        catch (AskTimeoutException)
        {
            return HeldSpans.None;
        }
    }

    /// <summary>Completes when all that has finished by now is confirmed by the collector. False: the time is up, or
    /// spans wait and
    /// there is no collector.</summary>
    public async Task<bool> DrainAsync(TimeSpan atMost)
    {
        try
        {
            return (await _reporter.Ask<SpanReporter.Drained>(SpanReporter.Drain.Instance, atMost).ConfigureAwait(false)).IsAll;
        }
        catch (AskTimeoutException)
        {
            return false;
        }
    }
}
