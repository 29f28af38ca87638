using Akka.Actor;
using Tracing.Closing;
using Tracing.Testing;

namespace Tracing.Actors.Instrumenting.Scheduling;

/// <summary>Work that starts itself again without end: its first trace closes, and does not go on for ever.</summary>
public sealed class EndlessWorkTests() : TracedKit(
    "tracing.instrumentation.chains-up-to = 50ms", SettlesSoon with { MaxAge = TimeSpan.FromSeconds(9) },
    form: TraceForm.ZeroCode)
{
    private const int MaxLate = 16;

    private static readonly TimeSpan _soon = TimeSpan.FromMilliseconds(15);

    [Theory]
    [InlineData("timer")]
    [InlineData("scheduler")]
    [InlineData("by another actor")]
    public async Task A_poll_that_schedules_itself_again_ends_the_trace_that_set_it_going(string way)
    {
        var poller = NewPoller(way);
        Spans.RunRoot("request", () => poller.Tell(new Go()), Tracing.Tracer);
        for (var turn = 0; turn < 6; turn++) await ExpectMsgAsync<Done>(Patience);
        var expected = way == "by another actor"
            ? "request(Poller Go(Poller Poll(Sink Done Worker Work(Poller Worked))))"
            : "request(Poller Go(Poller Poll(Sink Done)))";
        Assert.Equal(expected, (await NextExactTraceAsync()).Shape());
        await NoFurtherTraceAsync();
    }

    [Theory]
    [InlineData("timer")]
    [InlineData("scheduler")]
    public async Task A_poll_of_an_actor_that_starts_traces_has_a_linked_trace_for_each_turn(string way)
    {
        Tracing.Instrumentation = Tracing.Instrumentation! with { Start = ["/user/poller"] };
        NewPoller(way).Tell(new Go());
        Assert.Equal("Poller Go(Poller Poll(Sink Done))", (await NextExactTraceAsync()).Shape());
        for (var turn = 0; turn < 5; turn++)
        {
            var trace = await NextExactTraceAsync();
            Assert.Equal("Poller Poll(Sink Done)", trace.Shape());
            Assert.Single(trace.Span("Poller Poll").Span.Links);
        }
    }

    [Fact]
    public async Task A_task_that_a_handler_left_running_joins_its_trace_a_bounded_number_of_times()
    {
        var (a, sink) = (Stepper(), Sys.ActorOf(Props.Create(() => new Sink(TestActor))));
        using var stopping = new CancellationTokenSource();
        InTrace(() => a.Tell(Step.Of("A", () => _ = LoopAsync(sink, stopping.Token))));
        var most = MaxLate + (int)(TimeSpan.FromSeconds(1) / _soon) + 2;
        for (var turn = 0; turn < most + 20; turn++) await ExpectMsgAsync<Done>(Patience);
        await stopping.CancelAsync();
        Assert.True(await Tracing.DrainAsync(Patience));
        var all = new HashSet<SpanId>();
        while (await NextOrNoneAsync() is { } trace) all.UnionWith(trace.All.Select(s => s.Span.SpanId));
        Assert.InRange(all.Count, MaxLate, most + 2);
    }

    [Fact]
    public async Task Two_actors_that_answer_each_other_for_ever_leave_a_trace_that_is_old()
    {
        var (ping, pong) = (Sys.ActorOf(Props.Create(() => new Player())), Sys.ActorOf(Props.Create(() => new Player())));
        InTrace(() => ping.Tell("ball", pong));
        var trace = await NextTraceAsync();
        Assert.Equal(CompletenessKind.Exact, trace.Completeness.Kind);
        Assert.Equal(Counted(trace), trace.All.Count - 1);
        Assert.True(trace.All.Count > EndlessChains.MaxTimes);
        ping.Tell(PoisonPill.Instance);
        pong.Tell(PoisonPill.Instance);
    }

    [Fact]
    public async Task A_handler_that_never_ends_is_recorded_as_still_running_and_its_trace_settles()
    {
        var (looping, sink) = (Stepper(), Sys.ActorOf(Props.Create(() => new Sink(TestActor))));
        using var stopping = new CancellationTokenSource();
        InTrace(() => looping.Tell(Step.Async("A", () => LoopAsync(sink, stopping.Token))));
        // The handler goes on all the time.
        var trace = await NextTraceAsync();
        Assert.Equal(CompletenessKind.Settled, trace.Completeness.Kind);
        Assert.True(trace.Span("A").Span[TracingTags.Running].AsBool);
        Assert.True(trace.Span("A").Span[TracingTags.ChildrenOpen].AsBool);
        var spans = trace.All.Select(s => s.Span.SpanId).ToHashSet();
        Assert.True(spans.Count > EndlessChains.MaxTimes);
        // Some messages still join the trace as late work; after that none does.
        var late = MaxLate + (int)(TimeSpan.FromSeconds(1) / _soon) + 2;
        for (var turn = 0; turn < late + 20; turn++) await ExpectMsgAsync<Done>(Patience);
        Assert.True(await Tracing.DrainAsync(Patience));
        var all = new HashSet<SpanId>(spans);
        while (await NextOrNoneAsync() is { } later) all.UnionWith(later.All.Select(s => s.Span.SpanId));
        Assert.InRange(all.Count, spans.Count, spans.Count + late);
        await stopping.CancelAsync();
    }

    [Fact]
    public async Task A_handler_that_is_slow_and_sends_little_stays_exact()
    {
        var (slow, sink) = (Stepper(), Sys.ActorOf(Props.Create(() => new Sink(TestActor))));
        InTrace(() => slow.Tell(Step.Async("A", async () =>
        {
            for (var i = 0; i < 50; i++)
            {
                // The pause is the slowness that is tested.
                await Task.Delay(_soon, CancellationToken.None);
                sink.Tell(new Done());
            }
        })));
        var trace = await NextExactTraceAsync();
        Assert.Equal(52, trace.All.Count);
        Assert.False(trace.Span("A").Span[TracingTags.Running].AsBool);
    }

    private static long Counted(TracedOutcome trace) =>
        trace.All.Sum(s => s.Span[TracingTags.Children].AsInt);

    private async Task<TracedOutcome?> NextOrNoneAsync()
    {
        try
        {
            return await NextTraceAsync(TimeSpan.FromSeconds(1));
        }
        catch (TraceAssertionException)
        {
            return null;
        }
    }

    private static async Task LoopAsync(IActorRef to, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            // The loop of the case: it sends, waits, and has no end.
            await Task.Delay(_soon, CancellationToken.None);
            to.Tell(new Done());
        }
    }

    private IActorRef NewPoller(string way)
    {
        var sink = Sys.ActorOf(Props.Create(() => new Sink(TestActor)), "sink");
        var worker = Sys.ActorOf(Props.Create(() => new Worker()), "worker");
        return Sys.ActorOf(Props.Create(() => new Poller(way, sink, worker)), "poller");
    }

    private sealed record Go;

    private sealed record Poll;

    private sealed record Done;

    private sealed record Work;

    private sealed record Worked;

    private sealed class Player : ReceiveActor
    {
        public Player() => ReceiveAny(ball => Sender.Tell(ball));
    }

    private sealed class Sink : ReceiveActor
    {
        public Sink(IActorRef seen) => ReceiveAny(seen.Tell);
    }

    private sealed class Worker : ReceiveActor
    {
        public Worker() => Receive<Work>(_ => Sender.Tell(new Worked()));
    }

    private sealed class Poller : ReceiveActor, IWithTimers
    {
        private readonly string _way;

        public Poller(string way, IActorRef sink, IActorRef worker)
        {
            _way = way;
            Receive<Go>(_ => Arm());
            Receive<Worked>(_ => Arm());
            Receive<Poll>(_ =>
            {
                sink.Tell(new Done());
                if (way == "by another actor") worker.Tell(new Work());
                else Arm();
            });
        }

        public ITimerScheduler Timers { get; set; } = null!;

        private static void Schedule(IScheduler scheduler, IActorRef to) =>
            scheduler.ScheduleTellOnce(_soon, to, new Poll(), to);

        private void Arm()
        {
            if (_way == "scheduler") Schedule(Context.System.Scheduler, Self);
            else Timers.StartSingleTimer("poll", new Poll(), _soon);
        }
    }
}
