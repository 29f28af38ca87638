using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Akka.Actor;
using Akka.Configuration;
using Tracing.Actors;
using Tracing.Assembling;
using Tracing.Configuration;
using Tracing.TailSampling;

namespace Tracing.Testing;

/// <summary>Collects the traces of an actor system under test, and gives each to the test as soon as it is complete.</summary>
/// <remarks>
/// One for each actor system: its finished spans go to the probe, and nowhere else, from the first call of
/// <see cref="In(ActorSystem)"/> on. Nothing polls or sleeps: the collector knows when a trace is complete. All closed
/// traces are kept, whatever <c>tracing.sampling</c> says. Any thread; tests may run in parallel, each with a system of
/// its own.
/// </remarks>
public sealed class TraceProbe
{
    private static readonly ConditionalWeakTable<ActorSystem, TraceProbe> _probes = [];
    private static readonly Lock _making = new();

    private static readonly TimeSpan _turn = TimeSpan.FromMilliseconds(5);

    private readonly ActorTracing _tracing;
    private readonly IActorRef _tap;
    private readonly ProbedTraces _traces = new(TimeProvider.System);
    private readonly bool _mayStandStill;
    private ImmutableArray<ActorTracing> _systems;

    private TraceProbe(ActorSystem system, AssemblerSettings? settings)
    {
        _tracing = ActorTracing.For(system);
        var tap = TraceTap.Props(_traces, settings ?? SettingsOf(system));
        _tap = ((ExtendedActorSystem)system).SystemActorOf(tap, "tracing-probe");
        Patience = TimeSpan.FromSeconds(10) * Math.Max(1, system.Settings.Config.GetDouble("akka.test.timefactor", 1));
        // The reporter's turns are timers: under a scheduler that a test moves by hand they come from real time.
        _mayStandStill = system.Scheduler is not HashedWheelTimerScheduler
            && system.Scheduler.GetType().Assembly != typeof(ActorTracing).Assembly;
        if (system.Scheduler is TracedTestScheduler own
            && (((ExtendedActorSystem)system).Provider as IInstrumentedProvider)?.Instrumentation is Instrumentation traced)
            own.Trace(inner => new TracedScheduler(inner, traced));
        _systems = [_tracing];
        _tracing.Recorder.NotesBaggage = true;
        _tracing.ReportTo(_tap);
    }

    /// <summary>Settings for an actor system in a test: all its actors are traced as they are, without a line in them.</summary>
    /// <remarks>The local provider. Other settings go before it:
    /// <c>ConfigurationFactory.ParseString(…).WithFallback(TraceProbe.Config)</c>.</remarks>
    public static Config Config { get; } = ProbeConfig.With(nameof(TracedLocalProvider));

    /// <summary>The settings of <see cref="Config"/>, with Akka.Remote on a free port of 127.0.0.1.</summary>
    public static Config RemoteConfig { get; } =
        ProbeConfig.With(nameof(TracedRemoteProvider)).WithFallback(ProbeConfig.Remoting);

    /// <summary>The settings of <see cref="Config"/>, with Akka.Cluster on a free port of 127.0.0.1.</summary>
    public static Config ClusterConfig { get; } =
        ProbeConfig.With(nameof(TracedClusterProvider)).WithFallback(ProbeConfig.Remoting);

    /// <summary>The time for which a test waits for a trace at most, unless it says otherwise.</summary>
    /// <remarks>10 s at first, times <c>akka.test.timefactor</c> where that is over 1.</remarks>
    public TimeSpan Patience { get; set; }

    /// <summary>The collector, for other systems to report to; <see cref="Include"/> is for those of this process.</summary>
    public IActorRef Collector => _tap;

    /// <summary>The tracer of the system under test.</summary>
    public Tracer Tracer => _tracing.Tracer;

    /// <summary>The probe of an actor system; made by the first call.</summary>
    /// <remarks>The settings under <c>tracing.collector</c> say when a trace closes that is not exact.</remarks>
    public static TraceProbe In(ActorSystem system) => In(system, null);

    /// <summary>The probe of an actor system, made with these settings of the collector.</summary>
    /// <param name="settings">Null: as the system's own settings say.</param>
    /// <exception cref="InvalidOperationException">The system has a probe already, and there are settings.</exception>
    public static TraceProbe In(ActorSystem system, AssemblerSettings? settings)
    {
        ArgumentNullException.ThrowIfNull(system);
        lock (_making)
        {
            if (_probes.TryGetValue(system, out var probe))
            {
                return settings is null
                    ? probe
                    : throw new InvalidOperationException("this actor system has a probe already: its settings are fixed");
            }
            _probes.Add(system, probe = new TraceProbe(system, settings));
            return probe;
        }
    }

    /// <summary>Takes the spans of another system of this process too, for traces that go through both.</summary>
    public TraceProbe Include(ActorSystem other)
    {
        var tracing = ActorTracing.For(other);
        var isNew = ImmutableInterlocked.Update(
            ref _systems, static (all, added) => all.Contains(added) ? all : all.Add(added), tracing);
        if (!isNew) return this;
        tracing.Recorder.NotesBaggage = true;
        tracing.ReportTo(_tap);
        return this;
    }

    /// <summary>Runs a body as the root of a new trace; what it sends belongs to that trace.</summary>
    /// <param name="name">Of the root span.</param>
    public void Run(string name, Action body) => Spans.RunRoot(name, () =>
    {
        var trace = Begin(name);
        try
        {
            body();
        }
        finally
        {
            _traces.Ended(trace);
        }
    }, Tracer);

    /// <summary>Runs a task under a root span that ends with the task.</summary>
    public Task RunAsync(string name, Func<Task> body) => Spans.RunRootAsync(name, async () =>
    {
        var trace = Begin(name);
        try
        {
            await body().ConfigureAwait(false);
        }
        finally
        {
            _traces.Ended(trace);
        }
    }, Tracer);

    /// <inheritdoc cref="RunAsync(string, Func{Task})"/>
    public async Task<T> RunAsync<T>(string name, Func<Task<T>> body)
    {
        var result = default(T)!;
        await RunAsync(name, async () => { result = await body().ConfigureAwait(false); }).ConfigureAwait(false);
        return result;
    }

    /// <summary>Runs a body as the root of a new trace, and gives that trace when it is complete, whatever else
    /// goes on in the system.</summary>
    /// <exception cref="TraceAssertionException">It is not complete within <see cref="Patience"/>.</exception>
    public async Task<ProbedTrace> CaptureAsync(string name, Func<Task> body)
    {
        var trace = default(TraceId);
        await RunAsync(name, () =>
        {
            trace = Span.Current?.Context.TraceId ?? default;
            return body();
        }).ConfigureAwait(false);
        var wanted = $"The trace {SpanText.Quoted(name)} was not complete";
        return await WaitAsync(wanted, closed => closed.TraceId == trace, null).ConfigureAwait(false);
    }

    /// <summary>The next trace to be complete that no other call has taken.</summary>
    /// <param name="atMost">Null: <see cref="Patience"/>.</param>
    /// <exception cref="TraceAssertionException">The time is over; the text says what is missing.</exception>
    public Task<ProbedTrace> NextAsync(TimeSpan? atMost = null) => WaitAsync("No trace was complete", static _ => true, atMost);

    /// <summary>The next trace to be complete whose root has this name; others wait for other calls.</summary>
    /// <inheritdoc cref="NextAsync(TimeSpan?)"/>
    public Task<ProbedTrace> NextAsync(string name, TimeSpan? atMost = null) =>
        WaitAsync($"No trace {SpanText.Quoted(name)} was complete", trace => trace.Name == name, atMost);

    /// <summary>The next trace to be complete of which this is true; others wait for other calls.</summary>
    /// <param name="isWanted">Called in the collector's turn: must be quick and must not block.</param>
    /// <inheritdoc cref="NextAsync(TimeSpan?)"/>
    public Task<ProbedTrace> NextAsync(Predicate<ProbedTrace> isWanted, TimeSpan? atMost = null) =>
        WaitAsync("No such trace was complete", isWanted, atMost);

    /// <summary>Waits for a number of traces, in the order in which they were complete.</summary>
    /// <param name="atMost">For all of them together.</param>
    /// <inheritdoc cref="NextAsync(TimeSpan?)"/>
    public async Task<ImmutableArray<ProbedTrace>> NextManyAsync(int count, TimeSpan? atMost = null)
    {
        var started = TimeProvider.System.GetTimestamp();
        var limit = atMost ?? Patience;
        var traces = ImmutableArray.CreateBuilder<ProbedTrace>(count);
        while (traces.Count < count)
        {
            var left = limit - TimeProvider.System.GetElapsedTime(started);
            var wanted = $"{traces.Count} of {count} traces {(traces.Count == 1 ? "was" : "were")} complete";
            var soon = left > TimeSpan.Zero ? left : TimeSpan.Zero;
            traces.Add(await WaitAsync(wanted, static _ => true, soon, limit).ConfigureAwait(false));
        }
        return traces.MoveToImmutable();
    }

    /// <summary>Completes when the collector has every span that has ended by now. It waits for none that still runs: await
    /// the actors' answers first.</summary>
    /// <exception cref="TraceAssertionException">The time is over.</exception>
    public async Task ReportedAsync(TimeSpan? atMost = null)
    {
        foreach (var system in _systems)
        {
            if (!await system.DrainAsync(atMost ?? Patience).ConfigureAwait(false))
            {
                throw new TraceAssertionException(
                    "The actor system's spans did not reach the collector in time: the system is busy, or it has stopped.");
            }
        }
    }

    /// <summary>No trace is left: none that closed and that no call has taken, and none that is open.</summary>
    /// <remarks>All spans that have ended by now are in when it looks, so there is no need to wait for a while.</remarks>
    /// <exception cref="TraceAssertionException">There is one; the text shows it.</exception>
    public async Task ExpectNoTraceAsync()
    {
        await ReportedAsync().ConfigureAwait(false);
        var (closed, open, running) = _traces.Look();
        if (closed.IsEmpty && open.IsEmpty && running.IsEmpty) return;
        throw new TraceAssertionException(WaitingText.TooMany(closed, open, running));
    }

    private async Task<ProbedTrace> WaitAsync(
        string wanted, Predicate<ProbedTrace> isWanted, TimeSpan? atMost, TimeSpan? shown = null)
    {
        var limit = atMost ?? Patience;
        var waiter = _traces.Take(isWanted);
        // What has ended goes out now, not at the reporter's next turn.
        if (!waiter.Trace.IsCompleted) Report(limit);
        using var turns = _mayStandStill ? TimeProvider.System.CreateTimer(_ => Report(limit), null, _turn, _turn) : null;
        try
        {
            return await waiter.Trace.WaitAsync(limit).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            if (!_traces.GiveUp(waiter)) return await waiter.Trace.ConfigureAwait(false);
            var (closed, open, running) = _traces.Look();
            var isTraced = _tracing.Instrumentation is not null;
            throw new TraceAssertionException(
                WaitingText.InVain(wanted, shown ?? limit, closed, open, running, isTraced, !_traces.HasClosed));
        }
    }

    private void Report(TimeSpan atMost)
    {
        foreach (var system in _systems) _ = system.DrainAsync(atMost);
    }

    private TraceId Begin(string name)
    {
        var root = Span.Current?.Context ?? default;
        if (root.IsSampled) _traces.Started(root, name);
        return root.TraceId;
    }

    private static AssemblerSettings SettingsOf(ActorSystem system)
    {
        var read = AssemblerSettings.Read(new ConfigReader(new HoconSource(system.Settings.Config)));
        return read with { Sampling = SamplingSettings.KeepAll };
    }
}
