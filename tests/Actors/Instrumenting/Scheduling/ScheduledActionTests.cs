using Akka.Actor;
using Akka.Pattern;
using Akka.Routing;

namespace Tracing.Actors.Instrumenting.Scheduling;

/// <summary>Actions that are scheduled within a trace, by a handler or by Akka.NET's patterns.</summary>
public sealed class ScheduledActionTests() : TracedKit(form: TraceForm.ZeroCode)
{
    private static readonly TimeSpan _soon = TimeSpan.FromMilliseconds(20);

    [Theory]
    [InlineData("root")]
    [InlineData("piped")]
    [InlineData("awaited")]
    public async Task Each_attempt_of_a_retry_is_a_child_of_the_code_that_retries(string way)
    {
        var flaky = Sys.ActorOf(Props.Create(() => new Flaky()));
        Task<Done> Retry() => RetrySupport.Retry(
            () => flaky.Ask<Done>(new Job(), TimeSpan.FromSeconds(5)), 4, _soon, Sys.Scheduler);
        const string Attempts = "Flaky Job Flaky Job Flaky Job";
        var a = Stepper();
        if (way == "root") await InTraceAsync(Retry);
        else if (way == "piped") InTrace(() => a.Tell(new Step("A", c => Retry().PipeTo(TestActor))));
        else InTrace(() => a.Tell(new AsyncStep("A", _ => Retry())));
        Assert.Equal(way == "root" ? $"test({Attempts})" : $"test(A({Attempts}))", (await NextExactTraceAsync()).Shape());
        await NoFurtherTraceAsync();
    }

    [Fact]
    public async Task What_a_scheduled_action_sends_is_a_child_of_the_handler_that_scheduled_it()
    {
        var (a, b) = (Stepper(), Stepper());
        InTrace(() => a.Tell(new Step("A", c => c.System.Scheduler.Advanced.ScheduleOnce(_soon, () =>
        {
            b.Tell(Step.Of("B"));
            b.Tell(Step.Of("C"));
        }))));
        Assert.Equal("test(A(B C))", (await NextExactTraceAsync()).Shape());
    }

    [Fact]
    public async Task What_comes_after_a_pause_is_a_child_of_the_handler_that_made_the_pause()
    {
        var (a, b) = (Stepper(), Stepper());
        InTrace(() => a.Tell(new Step("A", c => FutureTimeoutSupport.After(_soon, c.System.Scheduler, () =>
        {
            b.Tell(Step.Of("B"));
            return Task.FromResult(1);
        }))));
        Assert.Equal("test(A(B))", (await NextExactTraceAsync()).Shape());
    }

    [Fact]
    public async Task An_action_that_is_cancelled_leaves_an_exact_trace_at_once()
    {
        var a = Stepper();
        InTrace(() => a.Tell(new Step("A", c =>
        {
            var cancelable = new Cancelable(c.System.Scheduler);
            c.System.Scheduler.Advanced.ScheduleOnce(TimeSpan.FromSeconds(9), () => { }, cancelable);
            cancelable.Cancel();
        })));
        Assert.Equal("test(A)", (await NextTraceAsync(TimeSpan.FromSeconds(5))).MustBeExact().Shape());
    }

    [Fact]
    public async Task An_action_beyond_the_limit_does_not_keep_its_trace_open()
    {
        Tracing.Instrumentation = Tracing.Instrumentation! with { ScheduledUpTo = TimeSpan.FromMilliseconds(1) };
        var (a, within) = (Stepper(), new TaskCompletionSource<Span?>());
        InTrace(() => a.Tell(new Step("A", c => c.System.Scheduler.Advanced.ScheduleOnce(
            _soon, () => within.SetResult(Span.Current)))));
        Assert.Equal("test(A)", (await NextExactTraceAsync()).Shape());
        Assert.Null(await Soon(within.Task));
    }

    [Fact]
    public async Task An_action_that_schedules_itself_for_ever_leaves_a_trace_that_says_that_it_does_not_know_all()
    {
        var (a, b) = (Stepper(), Stepper());
        var left = new TaskCompletionSource();
        InTrace(() => a.Tell(new Step("A", c => Again(c.System.Scheduler))));
        await Soon(left.Task);
        var trace = await NextTraceAsync();
        Assert.True(trace.Span("A").Span[TracingTags.ChildrenOpen].AsBool);
        Assert.InRange(trace.Named("B").Count, 64, 70);

        void Again(IScheduler scheduler)
        {
            if (Span.Current is null)
            {
                left.SetResult();
                return;
            }
            b.Tell(Step.Of("B"));
            scheduler.Advanced.ScheduleOnce(TimeSpan.FromMilliseconds(10), () => Again(scheduler));
        }
    }

    [Fact]
    public async Task Each_routee_that_a_tail_chopping_router_asks_is_a_child_of_the_sender()
    {
        var router = Sys.ActorOf(new TailChoppingPool(3, TimeSpan.FromSeconds(5), _soon)
            .Props(Props.Create(() => new Slow(TimeSpan.FromMilliseconds(50)))));
        await InTraceAsync(() => router.Ask<Done>(new Job(), Patience));
        var trace = await NextExactTraceAsync();
        Assert.StartsWith("test(Slow Job Slow Job", trace.Shape());
        await NoFurtherTraceAsync();
    }

    private sealed record Job;

    private sealed record Done;

    private sealed class Flaky : ReceiveActor
    {
        private int _calls;

        public Flaky() => Receive<Job>(_ => Sender.Tell(
            ++_calls < 3 ? new Status.Failure(new InvalidOperationException("not yet")) : new Done()));
    }

    private sealed class Slow : ReceiveActor
    {
        public Slow(TimeSpan time) => ReceiveAsync<Job>(async _ =>
        {
            var asker = Sender;
            // The router asks the next routee only while this one has not answered.
            await Task.Delay(time);
            asker.Tell(new Done());
        });
    }
}
