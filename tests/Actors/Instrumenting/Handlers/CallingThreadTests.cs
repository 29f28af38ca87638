using Akka.Actor;
using Akka.TestKit;

namespace Tracing.Actors.Instrumenting.Handlers;

/// <summary>Actors that Akka.TestKit runs on their senders' threads.</summary>
public sealed class CallingThreadTests() : TracedKit(form: TraceForm.ZeroCode)
{
    [Fact]
    public async Task An_actor_on_the_senders_thread_has_spans_like_others()
    {
        var (a, b) = (Calling("a"), Calling("b"));
        InTrace(() => a.Tell(Step.Of("A", () =>
        {
            b.Tell(Step.Of("B"));
            b.Tell(Step.Of("C"));
        })));
        Assert.Equal("test(A(B C))", (await NextExactTraceAsync()).Shape());
        await NoFurtherTraceAsync();
    }

    [Fact]
    public async Task A_failure_on_the_senders_thread_is_the_actors_own()
    {
        var a = Calling("a");
        InTrace(() => a.Tell(Step.Of("A", () => throw new InvalidOperationException("no change"))));
        var trace = await NextExactTraceAsync();
        Assert.Equal("test(A)", trace.Shape());
        Assert.True(trace.Span("A").IsError);
        Assert.False(trace.Span("test").IsError);
    }

    [Fact]
    public async Task What_a_test_actor_reference_sends_on_its_senders_thread_belongs_to_the_sender()
    {
        var b = Stepper();
        var test = ActorOfAsTestActorRef<PlainStepActor>(Props.Create(() => new PlainStepActor(null)), "tested");
        InTrace(() => test.Tell(Step.Of("X", () => b.Tell(Step.Of("B")))));
        // X renames the current span, which is the sender's: the cell of a test actor has none of its own.
        Assert.Equal("X(B)", (await NextExactTraceAsync()).Shape());
        await NoFurtherTraceAsync();
    }

    private IActorRef Calling(string name) => Sys.ActorOf(StepProps().WithDispatcher(CallingThreadDispatcher.Id), name);
}
