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

/// <summary>The tracing of one actor system: its recorder, its tracers, and the actor that reports finished
/// spans.</summary>
/// <remarks>
/// Starts at its first use, or with the system through
/// <c>akka.extensions = ["Tracing.Actors.ActorTracingProvider, Tracing.Actors"]</c>. A node that receives envelopes
/// before it sends any needs the latter. Any thread.
/// </remarks>
public sealed class ActorTracing : IExtension
{
    // Sections that other projects of this product read from the same file; each has its own defaults.
    private static readonly Config _others =
        ConfigurationFactory.ParseString("tracing.host {}\ntracing.storage {}\ntracing.export {}\ntracing.cluster {}");

    private static readonly TimeSpan _drainTime = TimeSpan.FromSeconds(3);

    private readonly ConcurrentDictionary<string, Tracer> _tracers = new(StringComparer.Ordinal);
    private readonly ExtendedActorSystem _system;
    private readonly IActorRef _reporter;
    private readonly ReporterMemory _memory;
    private readonly IInstrumentation? _instrumentation;
    private readonly Lock _recording = new();
    private ActivityRecorder? _activities;
    private bool _isStopped;

    internal ActorTracing(ExtendedActorSystem system)
    {
        _system = system;
        RefuseUnknownKeys(system.Settings.Config);
        system.Settings.InjectTopLevelFallback(Reference);
        Settings = ActorTracingSettings.Read(system.Settings.Config, system.Name);
        HealthBoard = new HealthBoard(system.Log);
        Recorder = new SpanRecorder(Settings.Recorder);
        Tracer = TracerFor(null);
        Log = new SpanLog(Settings.Logs);
        Questions = new ActorQuestions(system);

        using var starts = OwnStarts.In(system);
        var journal = ReporterJournal.Open(Settings.Journal, HealthBoard);
        _memory = new ReporterMemory(Recorder, Settings, HealthBoard, journal);
        _reporter = system.SystemActorOf(SpanReporter.Props(Recorder, Settings, _memory), "tracing-reporter");
        new UndeliveredListener(system.Provider, Tracer).Subscribe(system.EventStream);
        _instrumentation = (system.Provider as IInstrumentedProvider)?.Instrumentation;
        _instrumentation?.Started(this);
        if (_instrumentation is not null) SayWhatStarts(_instrumentation.Settings);
        IActorRef? forwarder = null;
        if (Settings.Destination is { } destination)
        {
            forwarder = system.SystemActorOf(
                OtlpForwarder.Props(destination, Recorder, HealthBoard), "tracing-otlp");
            RecordActivities();
            _reporter.Tell(new SpanReporter.UseCollector(forwarder, TellsSuccess: true));
        }
        starts?.Await(_reporter, forwarder);
        SayWhatHasNoEffect(system);
        // After the end nobody empties the buffer: spans in it, and spans that still end, count as lost.
        AtEnd.Run(system, () =>
        {
            StopActivities();
            Recorder.Stop();
            Recorder.Drops.Count(DropReason.Stopped, Recorder.Waiting);
            journal?.Dispose();
        });
        // Akka.NET limits the time of a phase's tasks by a scheduled action, which a user's own scheduler may not have.
        if (system.Scheduler.Advanced is null) return;
        // The last phase in which actors still run: their last spans are in the buffer by then.
        CoordinatedShutdown.Get(system).AddTask(
            CoordinatedShutdown.PhaseBeforeActorSystemTerminate, "tracing-report", async () =>
            {
                await DrainAsync(_drainTime).ConfigureAwait(false);
                return Akka.Done.Instance;
            });
    }

    /// <summary>The defaults, with a paragraph for each key.</summary>
    public static Config Reference { get; } =
        ConfigurationFactory.ParseString(
            EmbeddedText.Read(typeof(ActorTracing).Assembly, "Tracing.Actors.reference.conf"));

    public ActorTracingSettings Settings { get; }

    public SpanRecorder Recorder { get; }

    /// <summary>The tracer of the actor system's own service.</summary>
    public Tracer Tracer { get; }

    /// <summary>Faults of this system's tracing, and the time when a collector last took spans. Cheap; any
    /// thread.</summary>
    public TracingHealth Health => HealthBoard.Snapshot(Recorder.Waiting, Reported);

    /// <summary>The place where parts of the tracing say what a user can mend.</summary>
    internal HealthBoard HealthBoard { get; }

    internal SpanLog Log { get; }

    internal ActorQuestions Questions { get; }

    /// <summary>The settings of the instrumentation; null without one of the traced providers.</summary>
    /// <remarks>A new value holds from each actor's next message on; any thread. Without a traced provider setting it
    /// does nothing.</remarks>
    public InstrumentationSettings? Instrumentation
    {
        get => _instrumentation?.Settings;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            if (_instrumentation is { } instrumentation) instrumentation.Settings = value;
        }
    }

    /// <summary>The counts of the reporter, at most one report interval old.</summary>
    public ReporterCounts Reported => _memory.Counts;

    /// <exception cref="ConfigurationException">At the first use: a tracing.… value is unusable.</exception>
    public static ActorTracing For(ActorSystem system)
    {
        ArgumentNullException.ThrowIfNull(system);
        return ActorTracingProvider.Instance.Apply(system);
    }

    /// <exception cref="ConfigurationException">A key under <c>tracing</c> is unknown.</exception>
    internal static void RefuseUnknownKeys(Config config) =>
        UnknownKeys.Refuse(new HoconSource(config), "tracing", new HoconSource(Reference), new HoconSource(_others));

    /// <summary>Returns the tracer of one service in this system, the same one for the same name; null: the system's
    /// own service.</summary>
    public Tracer TracerFor(string? service) =>
        _tracers.GetOrAdd(
            service ?? Settings.ServiceName,
            static (name, tracing) => tracing.Recorder.TracerFor(
                ProcessAttributes.ResourceOf(name, tracing.Settings.ResourceTags)),
            this);

    private void SayWhatHasNoEffect(ExtendedActorSystem system)
    {
        foreach (var line in Settings.IgnoredVariables) HealthBoard.Report("variable-ignored", line);
        if (_instrumentation is null && UnusedSettings.FirstIn(system.Settings.Config, Reference) is { } key)
        {
            HealthBoard.Report("no-provider",
                $"{key} has no effect, because actors are not instrumented: set akka.actor.provider = "
                + "\"Tracing.Actors.TracedLocalProvider, Tracing.Actors\" (or TracedRemoteProvider, "
                + "TracedClusterProvider), or call WithTracing() of Akka.Hosting");
        }
    }

    /// <summary>Sends finished spans to a collector from now on; until then they wait in the buffer.</summary>
    public void ReportTo(IActorRef collector)
    {
        RecordActivities();
        _reporter.Tell(new SpanReporter.UseCollector(collector));
    }

    /// <summary>Sends finished spans to the shards of a collector from now on.</summary>
    /// <param name="shards">Gets each batch as a <see cref="TakeBatch"/>, and passes it on to its shard.</param>
    /// <param name="count">The number of shards, at least 2; the same on every node.</param>
    /// <param name="maxBatchBytes">The most bytes of spans in a batch, at least 4 KiB: the limit for a message between
    /// nodes, less some room for what is around the spans.</param>
    /// <param name="inFlight">The most batches on their way to one shard, at least 1.</param>
    public void ReportToShards(IActorRef shards, int count, int maxBatchBytes, int inFlight)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxBatchBytes, 4 << 10);
        ArgumentOutOfRangeException.ThrowIfLessThan(inFlight, 1);
        RecordActivities();
        _reporter.Tell(new SpanReporter.UseCollector(shards, inFlight, new ShardCutter(count, maxBatchBytes)));
    }

    /// <summary>Reports spans from elsewhere like those of this system: the reporter holds them until they are
    /// stored.</summary>
    /// <returns>
    /// True: collectors have them in memory, and the reporter holds them. False: there is no room, no collector has
    /// taken them in time, or the system has stopped. The sender sends them again; collectors recognise spans that come
    /// twice. </returns>
    public Task<bool> ReportAsync(SpanBatch batch, TimeSpan atMost, CancellationToken stopping = default) =>
        ReportAsync(batch, null, atMost, stopping);

    /// <summary>Reports spans that somebody else holds as well, such as a journal. Where there is no room the reporter
    /// lets go of these first.</summary>
    /// <param name="holder">Hears when all of them are stored, or that it must give them again.</param>
    /// <returns>As without a holder. A batch that was not taken in time may still be taken; the holder hears of
    /// it.</returns>
    public async Task<bool> ReportAsync(
        SpanBatch batch, IBatchHolder? holder, TimeSpan atMost, CancellationToken stopping = default) =>
        await Questions.AskAsync<SpanReporter.BatchHeld>(
            _reporter, new SpanReporter.HoldBatch(batch, holder), atMost, stopping).ConfigureAwait(false)
            is { IsHeld: true };

    /// <summary>Returns what the reporter holds and no collector has stored, for code that stores it in the collector's
    /// place when the system stops. None where the reporter does not answer in time.</summary>
    public async Task<HeldSpans> HeldAsync(TimeSpan atMost) =>
        await Questions.AskAsync<SpanReporter.Surrendered>(_reporter, SpanReporter.Surrender.Instance, atMost)
            .ConfigureAwait(false) is { } surrendered
            ? surrendered.Held
            : HeldSpans.None;

    /// <summary>Completes when the collector has confirmed all spans that have finished by now.</summary>
    /// <returns>False: the time is up, spans wait and there is no collector, or the system has stopped.</returns>
    public async Task<bool> DrainAsync(TimeSpan atMost) =>
        await Questions.AskAsync<SpanReporter.Drained>(_reporter, SpanReporter.Drain.Instance, atMost)
            .ConfigureAwait(false) is { IsAll: true };

    /// <summary>Returns the time up to which collectors have stored all spans that ended in this system: what a kill at
    /// this moment could lose is younger.</summary>
    /// <remarks>For figures and tests: the reporter looks at each span that it holds. A span counts once its thread
    /// has handed it over, which is shortly after its end.</remarks>
    /// <returns>Null: the reporter did not answer in time, or too much waits for it.</returns>
    public async Task<DateTimeOffset?> StoredUpToAsync(TimeSpan atMost) =>
        (await Questions.AskAsync<SpanReporter.StoredUpTo>(_reporter, SpanReporter.AskStoredUpTo.Instance, atMost)
            .ConfigureAwait(false))?.Time;

    private void RecordActivities()
    {
        if (Settings.ActivitySources.IsEmpty) return;
        lock (_recording)
        {
            if (!_isStopped)
                _activities ??= ActivityRecorder.Start(Tracer, Settings.ActivitySources, WarnOfTwoReporters);
        }
    }

    private void SayWhatStarts(InstrumentationSettings settings)
    {
        if (settings.Start.IsEmpty)
        {
            _system.Log.Info("Tracing: no actor starts a trace (tracing.instrumentation.start is empty); traces start "
                + "where the application starts them, or come from outside");
            return;
        }
        _system.Log.Info("Tracing: a message from outside any trace to {0} starts one, {1} "
            + "(tracing.instrumentation.start, tracing.instrumentation.starts-per-second)",
            string.Join(", ", settings.Start),
            settings.StartsPerSecond > 0 ? $"at most {settings.StartsPerSecond} a second" : "without a limit");
    }

    private void WarnOfTwoReporters() => _system.Log.Warning(
        "Tracing: the OpenTelemetry SDK, or another listener, asks for the spans of this system too "
        + "(AddSource(\"{0}\")). This system reports them itself, so the SDK gets none of them: each would be reported twice. To let the SDK "
        + "report them, leave out tracing.reporter.otlp-endpoint and set tracing.activities.sources = \"\"; otherwise "
        + "remove AddSource(\"{0}\").",
        Tracer.ScopeName);

    private void StopActivities()
    {
        lock (_recording)
        {
            _isStopped = true;
            _activities?.Dispose();
        }
    }
}
