using Akka.Actor;
using Akka.Event;

namespace Tracing.Actors.Instrumenting.Rules;

/// <summary>Actors and messages without spans: what they cause stays in the trace.</summary>
public sealed class HiddenTests() : TracedKit("""
    tracing.instrumentation {
      never = "/user/gate*"
      never-messages = "*+Poll"
    }
    """, form: TraceForm.ZeroCode)
{
    [Fact]
    public async Task What_a_hidden_actor_sends_is_a_child_of_the_nearest_span_before_it()
    {
        var (a, b) = (Stepper(), Stepper());
        var gate = Gate("gate", Gate("gate2", b, b));
        InTrace(() => a.Tell(Step.Of("A", () => gate.Tell(Step.Of("B")))));
        Assert.Equal("test(A(B B))", (await NextExactTraceAsync()).Shape());
        await NoFurtherTraceAsync();
    }

    [Fact]
    public async Task A_hidden_actor_that_sends_nothing_leaves_an_exact_trace()
    {
        var gate = Gate("gate");
        InTrace(() => gate.Tell(Step.Of("B")));
        Assert.Equal("test", (await NextExactTraceAsync()).Shape());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_a_hidden_message_causes_is_a_child_of_its_sender(bool isMarked)
    {
        var (a, b) = (Stepper(), Stepper());
        object hidden = isMarked ? new UntracedStep("X", _ => b.Tell(Step.Of("B"))) : new Poll("X", _ => b.Tell(Step.Of("B")));
        InTrace(() => a.Tell(new Step("A", c => c.Self.Tell(hidden))));
        // X renames the current span, which is A's: a hidden handler has none of its own.
        Assert.Equal("test(X(B))", (await NextExactTraceAsync()).Shape());
    }

    [Fact]
    public async Task A_hidden_asynchronous_handler_is_followed_to_its_end()
    {
        var b = Stepper();
        var gate = Sys.ActorOf(Props.Create(() => new SlowGate(b)), "gate");
        var go = new TaskCompletionSource();
        InTrace(() => gate.Tell(go.Task));
        go.SetResult();
        Assert.Equal("test(B)", (await NextExactTraceAsync()).Shape());
    }

    [Fact]
    public async Task A_hidden_actor_that_asks_and_pipes_the_answer_keeps_the_trace()
    {
        var b = Stepper();
        var gate = Sys.ActorOf(Props.Create(() => new AskingGate(b)), "gate");
        InTrace(() => gate.Tell(1));
        Assert.Equal("test(B C)", (await NextExactTraceAsync()).Shape());
    }

    [Fact]
    public async Task A_hidden_message_that_is_stashed_keeps_its_trace()
    {
        var b = Stepper();
        var gate = Sys.ActorOf(Props.Create(() => new StashingGate(b)), "gate");
        InTrace(() => gate.Tell(Step.Of("B")));
        gate.Tell("open");
        Assert.Equal("test(B)", (await NextExactTraceAsync()).Shape());
    }

    [Fact]
    public async Task A_hidden_message_that_waits_when_its_actor_stops_leaves_an_exact_trace()
    {
        var gate = Sys.ActorOf(Props.Create(() => new FailingGate()), "gate");
        // It waits behind this one in the mailbox of an actor that stops.
        InTrace(() => gate.Tell("stop"));
        Assert.Equal("test", (await NextExactTraceAsync()).Shape());
    }

    [Fact]
    public async Task A_failure_and_an_unhandled_message_of_a_hidden_actor_mark_no_other_span()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(UnhandledMessage));
        var gate = Sys.ActorOf(Props.Create(() => new FailingGate()), "gate");
        InTrace(() =>
        {
            gate.Tell("unknown");
            gate.Tell(1);
        });
        await ExpectMsgAsync<UnhandledMessage>();
        var trace = await NextExactTraceAsync();
        Assert.Equal("test", trace.Shape());
        Assert.False(trace.Span("test").IsError);
        Assert.False(trace.Span("test").Span[TracingTags.Unhandled].AsBool);
    }

    [Fact]
    public async Task A_hidden_actor_does_not_mix_traces()
    {
        var (gate, b) = (Gate("gate"), Stepper());
        var passing = Gate("gate3", b);
        for (var i = 0; i < 50; i++) InTrace(() => passing.Tell(Step.Of("B")));
        for (var i = 0; i < 50; i++) Assert.Equal("test(B)", (await NextExactTraceAsync()).Shape());
        Assert.NotNull(gate);
    }

    [Fact]
    public async Task A_hidden_message_to_an_actor_that_opens_envelopes_has_no_span_there_either()
    {
        var (opening, b) = (Sys.ActorOf(Props.Create(() => new StepActor(null))), Stepper());
        InTrace(() => opening.Tell(new UntracedStep("X", _ => b.Tell(Step.Of("B")))));
        Assert.Equal("X(B)", (await NextExactTraceAsync()).Shape());
        await NoFurtherTraceAsync();
    }

    [Fact]
    public async Task Cutting_is_a_choice()
    {
        Tracing.Instrumentation = Tracing.Instrumentation! with { NeverCuts = true };
        var (a, b) = (Stepper(), Stepper());
        var gate = Gate("gate", b);
        InTrace(() => a.Tell(Step.Of("A", () => gate.Tell(Step.Of("B")))));
        Assert.Equal("test(A)", (await NextExactTraceAsync()).Shape());
        await NoFurtherTraceAsync();
    }

    private IActorRef Gate(string name, params IActorRef[] next) => Sys.ActorOf(Props.Create(() => new PassingGate(next)), name);

    private sealed record Poll(string Name, Action<IActorContext> Body) : Step(Name, Body);

    private sealed class PassingGate : ReceiveActor
    {
        public PassingGate(IActorRef[] next) => ReceiveAny(message =>
        {
            foreach (var actor in next) actor.Tell(message);
        });
    }

    private sealed class SlowGate : ReceiveActor
    {
        public SlowGate(IActorRef next) => ReceiveAsync<Task>(async go =>
        {
            await go;
            next.Tell(Step.Of("B"));
        });
    }

    private sealed class AskingGate : ReceiveActor
    {
        public AskingGate(IActorRef next)
        {
            Receive<int>(_ => next.Ask<string>(new Step("B", c => c.Sender.Tell("hi")), Patience).PipeTo(Self));
            Receive<string>(_ => next.Tell(Step.Of("C")));
        }
    }

    private sealed class StashingGate : ReceiveActor, IWithStash
    {
        public StashingGate(IActorRef next)
        {
            Receive<string>(_ =>
            {
                Become(() => ReceiveAny(next.Tell));
                Stash.UnstashAll();
            });
            ReceiveAny(_ => Stash.Stash());
        }

        public IStash Stash { get; set; } = null!;
    }

    private sealed class FailingGate : ReceiveActor
    {
        public FailingGate()
        {
            Receive<int>(_ => throw new InvalidOperationException("no"));
            Receive<string>(what => what == "stop", _ =>
            {
                Self.Tell(2);
                Context.Stop(Self);
            });
        }
    }
}
