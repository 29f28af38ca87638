using Akka.Actor;
using Tracing.Actors.Handlers;

namespace Tracing.Actors.Instrumenting;

/// <summary>Explicit and plain actors in one system under a traced provider: each message has one span, and is counted
/// once.</summary>
public sealed class MixedFormsTests() : TracedKit(form: TraceForm.ZeroCode)
{
    private IActorRef Explicit(string? name = null) => Sys.ActorOf(Props.Create(() => new StepActor(null)), name);

    [Fact]
    public async Task Plain_sends_to_explicit_actors_and_explicit_sends_to_plain_ones_are_counted_once()
    {
        var (plain, traced) = (Stepper(), Explicit());
        InTrace(() => plain.TellTraced(Step.Of("A", () => traced.Tell(Step.Of("B", () =>
        {
            plain.TellTraced(Step.Of("C"));
            traced.TellTraced(Step.Of("D"));
            plain.Tell(Step.Of("E"));
        })))));
        Assert.Equal("test(A(B(C D E)))", (await NextExactTraceAsync()).Shape());
        await NoFurtherTraceAsync();
    }

    [Fact]
    public async Task An_explicit_actor_keeps_its_service_and_its_operations()
    {
        var till = Sys.ActorOf(Props.Create(() => new Till()));
        InTrace(() => till.Tell("cash"));
        Assert.Equal("Till", (await NextExactTraceAsync()).Span("pay").Service);
    }

    [Fact]
    public async Task An_explicit_actors_stash_and_asynchronous_handlers_work_as_without_the_provider()
    {
        var stashing = Sys.ActorOf(Props.Create(() => new StashingActor()));
        InTrace(() => stashing.Tell(Step.Of("A")));
        InTrace(() => stashing.Tell(Step.Async("!", () => Task.CompletedTask)));
        stashing.Tell(new StashingActor.Open(stash => stash.UnstashAll()));
        var traces = new[] { await NextExactTraceAsync(), await NextExactTraceAsync() };
        Assert.Single(traces, trace => trace.Named("A").Count == 1);
    }

    [Fact]
    public async Task A_lost_message_is_recorded_once_whoever_sent_it()
    {
        var gone = Stepper();
        await gone.GracefulStop(Patience);
        InTrace(() =>
        {
            gone.Tell("a");
            gone.TellTraced("b");
            Sys.ActorSelection("/user/nobody").Tell("c");
        });
        Assert.Equal("test(undelivered String undelivered String undelivered String)", (await NextExactTraceAsync()).Shape());
        await NoFurtherTraceAsync();
    }

    [Fact]
    public async Task An_event_has_one_child_for_each_subscriber_that_is_traced()
    {
        Sys.EventStream.Subscribe(Stepper(), typeof(Step));
        Sys.EventStream.Subscribe(Explicit(), typeof(Step));
        Sys.EventStream.Subscribe(TestActor, typeof(Step));
        InTrace(() => Sys.EventStream.Publish(Step.Of("A")));
        await ExpectMsgAsync<Step>();
        Assert.Equal("test(A A)", (await NextExactTraceAsync()).Shape());
    }

    private sealed class Till : TracedReceiveActor
    {
        public Till() => Receive<string>("pay", _ => { });

        protected override string ServiceName => "Till";
    }
}
