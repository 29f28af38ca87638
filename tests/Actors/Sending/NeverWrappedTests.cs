using Akka.Actor;
using Akka.Dispatch.SysMsg;
using Akka.Routing;

namespace Tracing.Actors.Sending;

public class NeverWrappedTests : TracedKit
{
    public static TheoryData<object> Bare =>
    [
        PoisonPill.Instance, Kill.Instance, new Identify(1), ReceiveTimeout.Instance, GetRoutees.Instance,
        new AdjustPoolSize(1), new Resume(null), new Terminate(), new Harmful(), new Broadcast(PoisonPill.Instance),
        new ConsistentHashableEnvelope(Kill.Instance, 1), new ActorSelectionMessage("x", []),
        new Terminated(ActorRefs.Nobody, true, false),
    ];

    [Theory]
    [MemberData(nameof(Bare))]
    public async Task Messages_that_Akka_recognises_by_type_are_sent_bare_and_not_counted(object message)
    {
        await InTraceAsync(async () =>
        {
            Assert.Same(message, TraceEnvelope.For(message));
            Assert.Equal(0, Span.Current!.Children);
            await Task.CompletedTask;
        });
        await NextExactTraceAsync();
    }

    [Fact]
    public async Task An_envelope_is_not_wrapped_again()
    {
        var target = Stepper();
        InTrace(() =>
        {
            var once = TraceEnvelope.For(Step.Of("A"));
            Assert.Same(once, TraceEnvelope.For(once));
            target.TellTraced(once);
        });
        Assert.Equal("test(A)", (await NextExactTraceAsync()).Shape());
    }

    private sealed record Harmful : IPossiblyHarmful;
}
