using Akka.Actor;

namespace Tracing.Actors.Instrumenting.Scheduling;

/// <summary>Messages that an untouched actor schedules while it handles a traced message.</summary>
public sealed class TracedSchedulerTests() : TracedKit(form: TraceForm.ZeroCode)
{
    [Fact]
    public async Task A_timer_is_counted_when_it_is_set_and_its_message_handled_in_a_child_span()
    {
        var timed = Timed();
        InTrace(() => timed.Tell("set"));
        await ExpectMsgAsync("rings inside");
        var trace = await NextExactTraceAsync();
        Assert.Equal("test(Clock String(Clock Ring))", trace.Shape());
        // Its wait in the mailbox begins when the timer fires.
        Assert.True(trace.Span("Clock Ring").Span[TracingTags.MailboxWaitNanos].AsInt < 15_000_000);
    }

    [Fact]
    public async Task A_scheduled_message_is_counted_when_it_is_scheduled()
    {
        var (a, b) = (Stepper(), Stepper());
        InTrace(() => a.Tell(new Step("A", context => context.System.Scheduler.ScheduleTellOnce(
            TimeSpan.FromMilliseconds(20), b, Step.Of("B"), context.Self))));
        Assert.Equal("test(A(B))", (await NextExactTraceAsync()).Shape());
    }

    [Fact]
    public async Task A_timer_that_is_cancelled_is_recorded_as_cancelled_and_its_trace_exact()
    {
        var timed = Timed();
        InTrace(() => timed.Tell("set and cancel"));
        var trace = await NextExactTraceAsync();
        Assert.Equal("test(Clock String(cancelled Ring))", trace.Shape());
        Assert.False(trace.Span("cancelled Ring").IsError);
        await NoFurtherTraceAsync();
    }

    [Fact]
    public async Task A_timer_that_is_set_again_is_cancelled_and_counted_once_more()
    {
        var timed = Timed();
        InTrace(() => timed.Tell("set twice"));
        await ExpectMsgAsync("rings inside");
        Assert.Equal("test(Clock String(Clock Ring cancelled Ring))", (await NextExactTraceAsync()).Shape());
    }

    [Fact]
    public async Task A_timer_of_an_actor_that_stops_is_recorded_as_cancelled()
    {
        var timed = Timed();
        InTrace(() => timed.Tell("set and stop"));
        Assert.Equal("test(Clock String(cancelled Ring))", (await NextExactTraceAsync()).Shape());
    }

    [Fact]
    public async Task A_timers_message_can_be_stashed_and_handled_later_once()
    {
        var timed = Timed();
        InTrace(() => timed.Tell("set and stash"));
        await ExpectMsgAsync("stashed");
        timed.Tell("unstash");
        await ExpectMsgAsync("rings inside");
        await ExpectNoMsgAsync(TimeSpan.FromMilliseconds(50));
        Assert.Equal("test(Clock String(Clock Ring Clock Ring))", (await NextExactTraceAsync()).Shape());
    }

    [Fact]
    public async Task Without_a_trace_a_timer_rings_as_usual()
    {
        Timed().Tell("set");
        await ExpectMsgAsync("rings outside");
        await NoFurtherTraceAsync();
    }

    [Fact]
    public async Task A_timer_beyond_the_limit_does_not_keep_its_trace_open()
    {
        Tracing.Instrumentation = Tracing.Instrumentation! with { ScheduledUpTo = TimeSpan.FromMilliseconds(1) };
        var timed = Timed();
        InTrace(() => timed.Tell("set"));
        await ExpectMsgAsync("rings outside");
        Assert.Equal("test(Clock String)", (await NextExactTraceAsync()).Shape());
    }

    [Fact]
    public async Task A_state_machines_time_out_is_no_part_of_the_trace_that_set_it()
    {
        var machine = Sys.ActorOf(Props.Create(() => new Machine(TestActor)));
        InTrace(() => machine.Tell("go"));
        await ExpectMsgAsync("timed out outside");
        Assert.Equal("test(Machine String)", (await NextExactTraceAsync()).Shape());
    }

    [Theory]
    [InlineData("ring", "rings inside", "test(Machine String(Machine Ring))")]
    // One after the other under different names is no chain without end.
    [InlineData("ring and chime", "chimes inside", "test(Machine String(Machine Ring(Machine Chime)))")]
    [InlineData("ring and cancel", null, "test(Machine String(cancelled Ring))")]
    public async Task A_state_machines_timer_is_counted_when_it_is_set(string request, string? seen, string shape)
    {
        var machine = Sys.ActorOf(Props.Create(() => new Machine(TestActor)));
        InTrace(() => machine.Tell(request));
        if (seen is not null) await FishForMessageAsync<string>(text => text == seen);
        Assert.Equal(shape, (await NextExactTraceAsync()).Shape());
    }

    private IActorRef Timed() => Sys.ActorOf(Props.Create(() => new Clock(TestActor)));

    private static string Where => Span.Current is null ? "outside" : "inside";

    private sealed record Ring;

    private sealed record Chime;

    private sealed class Clock : ReceiveActor, IWithTimers, IWithStash
    {
        private bool _isStashing;

        public Clock(IActorRef seen)
        {
            Receive<string>(what => what == "unstash", _ =>
            {
                _isStashing = false;
                Stash.UnstashAll();
            });
            Receive<string>(what =>
            {
                Set();
                if (what == "set and cancel") Timers.Cancel("ring");
                if (what == "set twice") Set();
                if (what == "set and stop") Context.Stop(Self);
                _isStashing = what == "set and stash";
            });
            Receive<Ring>(_ => _isStashing, _ =>
            {
                Stash.Stash();
                seen.Tell("stashed");
            });
            Receive<Ring>(_ => seen.Tell($"rings {Where}"));
        }

        public ITimerScheduler Timers { get; set; } = null!;

        public IStash Stash { get; set; } = null!;

        private void Set() => Timers.StartSingleTimer("ring", new Ring(), TimeSpan.FromMilliseconds(20));
    }

    private sealed class Machine : FSM<int, int>
    {
        private bool _chimes;

        public Machine(IActorRef seen)
        {
            When(0, step =>
            {
                switch (step.FsmEvent)
                {
                    case "go":
                        return GoTo(1);
                    case string request:
                        _chimes = request == "ring and chime";
                        SetTimer("ring", new Ring(), TimeSpan.FromMilliseconds(20));
                        if (request == "ring and cancel") CancelTimer("ring");
                        break;
                    case Ring:
                        seen.Tell($"rings {Where}");
                        if (_chimes) SetTimer("chime", new Chime(), TimeSpan.FromMilliseconds(20));
                        break;
                    case Chime:
                        seen.Tell($"chimes {Where}");
                        break;
                }
                return Stay();
            });
            When(1, step =>
            {
                if (step.FsmEvent is StateTimeout) seen.Tell($"timed out {Where}");
                return Stay();
            }, TimeSpan.FromMilliseconds(20));
            StartWith(0, 0);
            Initialize();
        }
    }
}
