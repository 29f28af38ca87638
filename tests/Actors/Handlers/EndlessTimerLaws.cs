using Akka.Actor;

namespace Tracing.Actors.Handlers;

/// <summary>Timers that actors of the explicit form set again and again: the trace that set them going ends.</summary>
public abstract class EndlessTimerLaws(TraceForm form, string hocon = "") : TracedKit(hocon, form: form)
{
    private static readonly TimeSpan _soon = TimeSpan.FromMilliseconds(20);

    [Fact]
    public async Task A_timer_that_its_own_handler_sets_again_ends_the_trace()
    {
        var poller = Sys.ActorOf(Props.Create(() => new Poller("timer", TestActor)), "poller");
        Spans.RunRoot("request", () => poller.TellTraced(new Go()), Tracing.Tracer);
        for (var turn = 0; turn < 6; turn++) await ExpectMsgAsync<Done>(Patience);
        Assert.Equal("request(Poller Go(Poller Poll))", (await NextExactTraceAsync()).Shape());
        await NoFurtherTraceAsync();
    }

    [Theory]
    [InlineData("from itself")]
    [InlineData("from nobody")]
    public async Task A_message_that_its_own_handler_schedules_again_ends_the_trace_after_a_few_turns(string way)
    {
        var poller = Sys.ActorOf(Props.Create(() => new Poller(way, TestActor)), "poller");
        Spans.RunRoot("request", () => poller.TellTraced(new Go()), Tracing.Tracer);
        for (var turn = 0; turn < 8; turn++) await ExpectMsgAsync<Done>(Patience);
        var trace = await NextExactTraceAsync();
        Assert.InRange(trace.All.Count(s => s.Span.Name == "Poller Poll"), 1, ExplicitTurns.MaxTimes);
        await NoFurtherTraceAsync();
    }

    [Fact]
    public async Task Timers_of_different_messages_stay_in_the_trace()
    {
        var poller = Sys.ActorOf(Props.Create(() => new Poller("twice", TestActor)), "poller");
        Spans.RunRoot("request", () => poller.TellTraced(new Go()), Tracing.Tracer);
        await ExpectMsgAsync<Done>(Patience);
        Assert.Equal("request(Poller Go(Poller Wait(Poller Poll)))", (await NextExactTraceAsync()).Shape());
    }

    [Fact]
    public async Task An_actor_that_tells_itself_to_go_on_stays_in_the_trace()
    {
        var a = Sys.ActorOf(Props.Create(() => new Counter()), "counter");
        InTrace(() => a.TellTraced(10));
        Assert.Equal(12, (await NextExactTraceAsync()).All.Count);
    }

    private sealed record Go;

    private sealed record Wait;

    private sealed record Poll;

    private sealed record Done;

    private sealed class Counter : TracedReceiveActor
    {
        public Counter() => Receive<int>(left =>
        {
            if (left > 0) Self.Tell(TraceEnvelope.For(left - 1));
        });
    }

    private sealed class Poller : TracedReceiveActor, IWithTimers
    {
        private readonly string _way;

        public Poller(string way, IActorRef seen)
        {
            _way = way;
            Receive<Go>(_ =>
            {
                if (way == "twice") Timers.StartSingleTimer("wait", TraceEnvelope.For(new Wait()), _soon);
                else Arm(Context.System.Scheduler);
            });
            Receive<Wait>(_ => Timers.StartSingleTimer("poll", TraceEnvelope.For(new Poll()), _soon));
            Receive<Poll>(_ =>
            {
                seen.Tell(new Done());
                if (way != "twice") Arm(Context.System.Scheduler);
            });
        }

        public ITimerScheduler Timers { get; set; } = null!;

        private void Arm(IScheduler scheduler)
        {
            var poll = TraceEnvelope.For(new Poll());
            if (_way == "timer") Timers.StartSingleTimer("poll", poll, _soon);
            else scheduler.ScheduleTellOnce(_soon, Self, poll, _way == "from itself" ? Self : ActorRefs.NoSender);
        }
    }
}
