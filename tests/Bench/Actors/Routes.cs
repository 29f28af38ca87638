using System.Diagnostics;
using Akka.Actor;
using Tracing.Actors;

namespace Tracing.Bench.Actors;

/// <summary>All that is measured; the first is what the others are compared with.</summary>
internal static class Routes
{
    public const string Traced = """
        akka.actor.provider = "Tracing.Actors.TracedLocalProvider, Tracing.Actors"
        tracing.instrumentation { start = "", starts-per-second = 0 }
        """;

    private const string Started = Traced + """

        tracing.instrumentation {
          start = "/user/bench"
          never-messages = "Tracing.Bench.Actors.Work, Tracing.Bench.Actors.Feed, Tracing.Bench.Actors.Done"
        }
        """;

    private static readonly FinishedSpan[] _batch = new FinishedSpan[512];
    private static ActorTracing? _tracing;
    private static readonly RouteAim _idle = new(Throughput: 0.95);

    public static Route Plain { get; } = new("plain", "plain Akka.NET", "", typeof(CountingActor), Untraced, new());

    public static Route Sampled { get; } = new("sampled", "traced, sampled", Traced, typeof(CountingActor), InTrace,
        new(Nanos: 200, Bytes: 128))
    {
        Report = Drain,
    };

    public static Route HandMade { get; } = new("hand-made", "hand-made, SDK", "", typeof(HandMade.TracingActor),
        static (_, to, n) => Actors.HandMade.Send(to, n), new())
    { Before = static _ => Actors.HandMade.Start() };

    public static IReadOnlyList<Route> OneThread { get; } =
    [
        new("turns-plain", "plain Akka.NET", "", typeof(TurningActor), TurnUntraced, new()),
        new("turns-idle", "installed, nothing traced", Traced, typeof(TurningActor), TurnUntraced, _idle)
            { IsUntouched = true },
        new("turns-untraced", "others are traced", Traced, typeof(TurningActor), TurnUntraced, _idle),
        new("turns-unsampled", "traced, unsampled", "tracing.sampler = never\n" + Traced, typeof(TurningActor), TurnInTrace,
            new(Nanos: 30, Bytes: 0)) { Chunk = RouteRounds.Burst },
        new("turns-sampled", "traced, sampled", Traced, typeof(TurningActor), TurnInTrace, new(Nanos: 200, Bytes: 128))
            { Report = Drain },
    ];

    /// <summary>On one thread too, of messages whose traces end with them.</summary>
    public static IReadOnlyList<Route> Fed { get; } =
    [
        new("fed-plain", "plain Akka.NET", "", typeof(FeedingActor), Feeding(Untraced), new()),
        new("fed-untraced", "others are traced", Traced, typeof(FeedingActor), Feeding(Untraced), _idle),
        new("fed-started", "1 of 100 starts a trace", Started, typeof(FeedingActor), Feeding(StartingOneInHundred),
            new(Throughput: 0.9)) { Report = Drain },
        new("fed-hundredth", "1 of 100, a trace each", Traced, typeof(FeedingActor),
            Feeding(static (system, to, n) => OneInHundred(system, to, n, 1)), new(Throughput: 0.9)) { Report = Drain },
        new("fed-hundredth-of-five", "1 of 100, 5 in a trace", Traced, typeof(FeedingActor),
            Feeding(static (system, to, n) => OneInHundred(system, to, n, 5)), new(Throughput: 0.9)) { Report = Drain },
    ];

    public static IReadOnlyList<Route> All { get; } =
    [
        Plain,
        new("idle", "installed, nothing traced", Traced, typeof(CountingActor), Untraced, _idle) { IsUntouched = true },
        new("untraced", "others are traced", Traced, typeof(CountingActor), Untraced, _idle),
        new("activities", "… and there are activities", Traced, typeof(CountingActor), Untraced, new())
            { Before = UseActivity },
        new("started", "1 of 100 starts a trace", Started, typeof(CountingActor), StartingOneInHundred, new(Throughput: 0.9))
            { Report = Drain },
        new("hundredth", "1 of 100, a trace each", Traced, typeof(CountingActor), static (system, to, n) => OneInHundred(system, to, n, 1),
            new(Throughput: 0.9)) { Report = Drain },
        new("hundredth-of-five", "1 of 100, 5 in a trace", Traced, typeof(CountingActor),
            static (system, to, n) => OneInHundred(system, to, n, 5), new(Throughput: 0.9)) { Report = Drain },
        new("unsampled", "traced, unsampled", "tracing.sampler = never\n" + Traced, typeof(CountingActor), InTrace,
            new(Nanos: 30, Bytes: 0)) { Chunk = RouteRounds.Burst },
        Sampled,
        HandMade,
    ];

    /// <summary>Each pair is the same but for a listener to activities, for which there are none.</summary>
    public static IReadOnlyList<(Route Off, Route On)> Listening { get; } =
    [
        (All.Single(static route => route.Name == "untraced"), new Route(
            "untraced-listening", "others are traced", Traced, typeof(CountingActor), Untraced, new()) { Before = Listen }),
        (Sampled, new Route("sampled-listening", "traced, sampled", Traced, typeof(CountingActor), InTrace, new())
            { Before = Listen, Report = Drain }),
    ];

    /// <summary>Listens to the activities that count by default, as a system does that reports its own spans.</summary>
    public static void Listen(ActorSystem system) =>
        ActivityRecorder.Start(Tracing(system).Tracer, Tracing(system).Settings.ActivitySources, static () => { });

    /// <summary>Takes what is finished whenever the recorder wakes its reporter, and throws it away.</summary>
    public static void DrainWhenWoken(ActorSystem system) =>
        Tracing(system).Recorder.OnWake(() => ThreadPool.UnsafeQueueUserWorkItem(static system =>
        {
            lock (_batch) Drain(system);
        }, system, preferLocal: false));

    /// <summary>Makes a span and an envelope, as any system has that has been traced for a while; the envelope's way to an
    /// actor that is still being made is taken too.</summary>
    public static void Trace(ActorSystem system) =>
        Spans.RunRoot("before", static () => ActorRefs.Nobody.Tell(TraceEnvelope.For(Work.Instance)), Tracing(system).Tracer);

    private static void Untraced(ActorSystem system, IActorRef to, int messages)
    {
        for (var i = 0; i < messages; i++) to.Tell(Work.Instance);
    }

    private static Action<ActorSystem, IActorRef, int> Feeding(Action<ActorSystem, IActorRef, int> send) =>
        (system, to, messages) => to.Tell(new Feed(self => send(system, self, messages)));

    private static void InTrace(ActorSystem system, IActorRef to, int messages) =>
        Spans.RunRoot("send", () => Untraced(system, to, messages), Tracing(system).Tracer);

    private static void TurnUntraced(ActorSystem system, IActorRef to, int messages) => to.Tell(new Turns(messages));

    private static void TurnInTrace(ActorSystem system, IActorRef to, int messages) =>
        Spans.RunRoot("send", () => TurnUntraced(system, to, messages), Tracing(system).Tracer);

    private static void StartingOneInHundred(ActorSystem system, IActorRef to, int messages)
    {
        for (var i = 0; i < messages; i += 100)
        {
            to.Tell(StartingWork.Instance);
            Untraced(system, to, 99);
        }
    }

    private static void OneInHundred(ActorSystem system, IActorRef to, int messages, int inATrace)
    {
        var tracer = Tracing(system).Tracer;
        var send = () => Untraced(system, to, inATrace);
        for (var i = 0; i < messages; i += 100 * inATrace)
        {
            Spans.RunRoot("send", send, tracer);
            Untraced(system, to, 99 * inATrace);
        }
    }

    // A process has one system only.
    private static ActorTracing Tracing(ActorSystem system) => _tracing ??= ActorTracing.For(system);

    private static void UseActivity(ActorSystem system)
    {
        using var activity = new Activity("other").Start();
    }

    private static void Drain(ActorSystem system)
    {
        while (Tracing(system).Recorder.Drain(_batch) is > 0 and var taken) _batch.AsSpan(0, taken).Clear();
    }
}
