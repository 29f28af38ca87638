using System.Diagnostics;
using Akka.Actor;

namespace Tracing.Actors.Handlers;

/// <summary>Laws for both forms on each of Akka.NET's executors, two of which run an actor in the sender's execution
/// context.</summary>
public abstract class LeakLaws(TraceForm form) : TracedKit("""
    fork-join { executor = fork-join-executor }
    task { executor = task-executor }
    channel { executor = channel-executor }
    # The plain messages of these laws carry a marker, and must be outside the trace.
    tracing.instrumentation.never-cuts = on
    """, form: form)
{
    public static TheoryData<string> Dispatchers => ["akka.actor.default-dispatcher", "fork-join", "task", "channel"];

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public async Task Handlers_nest_and_nothing_leaks_into_the_next_message(string dispatcher)
    {
        var (a, b) = (On(dispatcher), On(dispatcher));
        var leaked = new TaskCompletionSource<Span?>();
        InTrace(() =>
        {
            a.Say(Step.Async("A", async () =>
            {
                await Task.Yield();
                b.Say(Step.Of("B"));
            }));
            a.Say(Step.Of("C", () => b.Say(Step.Of("D"))));
            a.Tell(new UntracedStep("plain", _ => leaked.SetResult(Span.Current)));
        });
        Assert.Null(await Soon(leaked.Task));
        Assert.Equal("test(A(B) C(D))", (await NextExactTraceAsync()).Shape());
        await NoFurtherTraceAsync();
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public async Task A_message_without_a_trace_sent_within_one_is_handled_outside_it(string dispatcher)
    {
        var a = On(dispatcher);
        for (var i = 0; i < 10; i++)
        {
            var current = new TaskCompletionSource<Span?>();
            InTrace(() => a.Tell(new UntracedStep("plain", _ => current.SetResult(Span.Current))));
            Assert.Null(await Soon(current.Task));
            Assert.Equal("test", (await NextExactTraceAsync()).Shape());
        }
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public async Task An_actor_started_or_stopped_within_a_trace_starts_and_stops_outside_it(string dispatcher)
    {
        var probe = CreateTestProbe();
        IActorRef? life = null;
        InTrace(() => life = Sys.ActorOf(StepProps(new StepHooks(
            () => probe.Tell($"started {Where}"), () => probe.Tell($"stopped {Where}"))).WithDispatcher(dispatcher)));
        await probe.ExpectMsgAsync("started outside");
        InTrace(() => life!.Tell(PoisonPill.Instance));
        await probe.ExpectMsgAsync("stopped outside");
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public async Task An_activity_left_undisposed_changes_no_span(string dispatcher)
    {
        var a = On(dispatcher);
        InTrace(() =>
        {
            a.Say(Step.Of("A", () => new Activity("left").Start()));
            a.Say(Step.Of("B"));
        });
        Assert.Equal("test(A B)", (await NextExactTraceAsync()).Shape());
    }

    [Theory]
    [MemberData(nameof(Dispatchers))]
    public async Task Many_traces_over_one_actor_are_each_exact(string dispatcher)
    {
        var (a, b) = (On(dispatcher), On(dispatcher));
        for (var i = 0; i < 100; i++)
        {
            var step = i % 3 == 0
                ? (object)Step.Async("A", async () =>
                {
                    await Task.Yield();
                    b.Say(Step.Of("B"));
                })
                : Step.Of("A", () => b.Say(Step.Of("B")));
            InTrace(() => a.Say(step));
        }
        for (var i = 0; i < 100; i++) Assert.Equal("test(A(B))", (await NextExactTraceAsync()).Shape());
    }

    private static string Where => Span.Current is null ? "outside" : "inside";

    private IActorRef On(string dispatcher) =>
        Sys.ActorOf(StepProps().WithDispatcher(dispatcher));
}
