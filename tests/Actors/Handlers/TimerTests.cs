using Akka.Actor;

namespace Tracing.Actors.Handlers;

public class TimerTests : TracedKit
{
    [Fact]
    public async Task A_timer_set_within_a_handler_inherits_no_span()
    {
        var timed = Sys.ActorOf(Props.Create(() => new Timed(TestActor)));
        InTrace(() => timed.TellTraced("start"));
        await ExpectMsgAsync("tick outside");
        await ExpectMsgAsync("tick outside");
        Assert.Equal("test(Timed String)", (await NextExactTraceAsync()).Shape());
        await NoFurtherTraceAsync();
    }

    [Fact]
    public async Task A_message_with_a_trace_in_a_timer_is_counted_when_it_is_set()
    {
        var timed = Sys.ActorOf(Props.Create(() => new Timed(TestActor)));
        InTrace(() => timed.TellTraced("traced"));
        await ExpectMsgAsync("fired inside");
        Assert.Equal("test(Timed String(Timed Fired))", (await NextExactTraceAsync()).Shape());
    }

    [Fact]
    public async Task A_message_with_a_trace_in_the_scheduler_is_counted_when_it_is_scheduled()
    {
        var (a, b) = (Stepper(), Stepper());
        InTrace(() => a.TellTraced(new Step("A", c => c.System.Scheduler.ScheduleTellOnce(
            TimeSpan.FromMilliseconds(20), b, TraceEnvelope.For(Step.Of("B")), c.Self))));
        Assert.Equal("test(A(B))", (await NextExactTraceAsync()).Shape());
    }

    [Fact]
    public async Task A_scheduled_message_without_a_trace_inherits_none()
    {
        var (a, b) = (Stepper(), Stepper());
        var current = new TaskCompletionSource<Span?>();
        InTrace(() => a.TellTraced(new Step("A", c => c.System.Scheduler.ScheduleTellOnce(
            TimeSpan.FromMilliseconds(20), b, Step.Of("B", () => current.SetResult(Span.Current)), c.Self))));
        Assert.Null(await Soon(current.Task));
        Assert.Equal("test(A)", (await NextExactTraceAsync()).Shape());
    }

    [Fact]
    public async Task A_receive_timeout_comes_after_silence_and_has_no_trace()
    {
        var idle = Sys.ActorOf(Props.Create(() => new Idle(TestActor)));
        InTrace(() => idle.TellTraced("start"));
        await ExpectMsgAsync("timeout outside");
        Assert.Equal("test(Idle String)", (await NextExactTraceAsync()).Shape());
    }

    [Fact]
    public async Task A_quiet_message_in_an_envelope_does_not_put_the_receive_timeout_off()
    {
        var idle = Sys.ActorOf(Props.Create(() => new Idle(TestActor)));
        idle.Tell("start");
        // Sent much more often than the timeout: if the envelope reset the timeout, it would never come.
        var pulse = Sys.Scheduler.Advanced.ScheduleRepeatedlyCancelable(
            TimeSpan.Zero, TimeSpan.FromMilliseconds(10), () => InTrace(() => idle.TellTraced(new Quiet())));
        await ExpectMsgAsync("timeout outside");
        pulse.Cancel();
        Assert.Equal("test(Idle Quiet)", (await NextExactTraceAsync()).Shape());
    }

    private static string Where => Span.Current is null ? "outside" : "inside";

    private sealed record Fired;

    private sealed record Quiet : INotInfluenceReceiveTimeout;

    private sealed class Timed : TracedReceiveActor, IWithTimers
    {
        public Timed(IActorRef seen)
        {
            var ticks = 0;
            Receive<string>(m => m == "start", _ =>
                Timers.StartPeriodicTimer("tick", 1, TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(5)));
            Receive<string>(m => m == "traced", _ =>
                Timers.StartSingleTimer("fire", TraceEnvelope.For(new Fired()), TimeSpan.FromMilliseconds(5)));
            Receive<int>(_ =>
            {
                seen.Tell($"tick {Where}");
                if (++ticks == 2) Timers.CancelAll();
            });
            Receive<Fired>(_ => seen.Tell($"fired {Where}"));
        }

        public ITimerScheduler Timers { get; set; } = null!;
    }

    private sealed class Idle : TracedReceiveActor
    {
        public Idle(IActorRef seen)
        {
            Receive<string>(_ => SetReceiveTimeout(TimeSpan.FromMilliseconds(100)));
            Receive<Quiet>(_ => { });
            Receive<ReceiveTimeout>(_ =>
            {
                SetReceiveTimeout(null);
                seen.Tell($"timeout {Where}");
            });
        }
    }
}
