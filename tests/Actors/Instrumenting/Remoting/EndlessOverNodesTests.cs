using Akka.Actor;
using Tracing.Actors.Remoting;
using Tracing.Closing;

namespace Tracing.Actors.Instrumenting.Remoting;

/// <summary>Work that starts itself again without end by way of another node.</summary>
public sealed class EndlessOverNodesTests() : TracedKit(
    Nodes.TracedRemoting + "\ntracing.instrumentation.chains-up-to = 100ms", form: TraceForm.ZeroCode, provider: "")
{
    private static readonly TimeSpan _soon = TimeSpan.FromMilliseconds(15);

    private readonly ActorSystem _other =
        Nodes.Start(Nodes.TracedRemoting + "\ntracing.instrumentation.chains-up-to = 100ms");

    private int _turns;

    [Fact]
    public async Task A_chain_of_timers_that_alternates_between_two_nodes_ends_the_trace_that_set_it_going()
    {
        var (one, two) = await HoppersAsync();
        Spans.RunRoot("request", () => one.Tell(new Go(), two), Tracing.Tracer);
        await TurnsAsync(8);
        Assert.Equal("request(Hopper Go(Hopper Hop(Hopper Hop)))", (await NextExactTraceAsync()).Shape());
        await NoFurtherTraceAsync();
    }

    [Fact]
    public async Task A_chain_over_nodes_whose_actors_start_traces_is_a_linked_trace_for_each_round()
    {
        foreach (var system in new[] { Sys, _other })
        {
            var tracing = ActorTracing.For(system);
            tracing.Instrumentation = tracing.Instrumentation! with { Start = ["/user/*"] };
        }
        var (one, two) = await HoppersAsync();
        one.Tell(new Go(), two);
        Assert.Equal("Hopper Go(Hopper Hop(Hopper Hop))", (await NextExactTraceAsync()).Shape());
        for (var round = 0; round < 3; round++)
        {
            var trace = await NextExactTraceAsync();
            Assert.Equal("Hopper Hop(Hopper Hop)", trace.Shape());
            Assert.Single(trace.All, static span => span.Span.Links.Length == 1);
        }
    }

    [Fact]
    public async Task A_poll_that_asks_another_node_before_it_sets_its_timer_again_ends_the_trace()
    {
        ActorTracing.For(_other).ReportTo(Collector);
        var worker = _other.ActorOf(Props.Create(() => new Worker()), "worker");
        var seen = await Nodes.SeenFrom(Sys, worker, _other);
        var props = Props.Create(() => new Poller(seen, () => Interlocked.Increment(ref _turns)));
        var poller = Sys.ActorOf(props, "poller");
        Spans.RunRoot("request", () => poller.Tell(new Go()), Tracing.Tracer);
        await TurnsAsync(5);
        Assert.Equal("request(Poller Go(Poller Poll(Worker Work(Poller Worked))))",
            (await NextExactTraceAsync()).Shape());
        await NoFurtherTraceAsync();
    }

    [Fact]
    public async Task Two_actors_that_answer_each_other_over_nodes_leave_a_trace_that_is_old()
    {
        ActorTracing.For(_other).ReportTo(Collector);
        var ping = Sys.ActorOf(Props.Create(() => new Player()), "ping");
        var pong = _other.ActorOf(Props.Create(() => new Player()), "pong");
        var far = await Nodes.SeenFrom(Sys, pong, _other);
        InTrace(() => far.Tell("ball", ping));
        var trace = await NextTraceAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(CompletenessKind.Exact, trace.Completeness.Kind);
        Assert.True(trace.All.Count > EndlessChains.MaxTimes);
        ping.Tell(PoisonPill.Instance);
        pong.Tell(PoisonPill.Instance);
    }

    protected override void AfterAll()
    {
        Shutdown(_other);
        base.AfterAll();
    }

    private async Task<(IActorRef One, IActorRef Two)> HoppersAsync()
    {
        ActorTracing.For(_other).ReportTo(Collector);
        var one = Sys.ActorOf(Props.Create(() => new Hopper(() => Interlocked.Increment(ref _turns))), "one");
        var two = _other.ActorOf(Props.Create(() => new Hopper(() => Interlocked.Increment(ref _turns))), "two");
        return (one, await Nodes.SeenFrom(Sys, two, _other));
    }

    private Task TurnsAsync(int count) =>
        AwaitAssertAsync(() => Assert.True(Volatile.Read(ref _turns) >= count), Patience);

    private sealed record Go;

    private sealed record Hop;

    private sealed record Poll;

    private sealed record Work;

    private sealed record Worked;

    private sealed class Hopper : ReceiveActor
    {
        public Hopper(Action turn)
        {
            Receive<Go>(_ => Schedule(Context.System.Scheduler, Sender, Self));
            Receive<Hop>(_ =>
            {
                turn();
                Schedule(Context.System.Scheduler, Sender, Self);
            });
        }

        private static void Schedule(IScheduler scheduler, IActorRef to, IActorRef from) =>
            scheduler.ScheduleTellOnce(_soon, to, new Hop(), from);
    }

    private sealed class Worker : ReceiveActor
    {
        public Worker() => Receive<Work>(_ => Sender.Tell(new Worked()));
    }

    private sealed class Poller : ReceiveActor, IWithTimers
    {
        public Poller(IActorRef worker, Action turn)
        {
            Receive<Go>(_ => Arm());
            Receive<Worked>(_ => Arm());
            Receive<Poll>(_ =>
            {
                turn();
                worker.Tell(new Work());
            });
        }

        public ITimerScheduler Timers { get; set; } = null!;

        private void Arm() => Timers.StartSingleTimer("poll", new Poll(), _soon);
    }

    private sealed class Player : ReceiveActor
    {
        public Player() => ReceiveAny(ball => Sender.Tell(ball));
    }
}
