using Akka.Actor;

namespace Tracing.Actors.Sending;

/// <summary>Laws for the explicit form and for traced providers.</summary>
public abstract class StoppingLaws(TraceForm form) : TracedKit(form: form)
{
    [Fact]
    public async Task A_poison_pill_and_a_kill_from_within_a_trace_do_their_work()
    {
        foreach (var message in new object[] { PoisonPill.Instance, Kill.Instance })
        {
            var actor = Stepper();
            Watch(actor);
            InTrace(() => actor.Say(message));
            await ExpectTerminatedAsync(actor);
            Assert.Equal("test", (await NextExactTraceAsync()).Shape());
        }
    }

    [Fact]
    public async Task Graceful_stop_stops_and_the_messages_before_it_are_handled()
    {
        var a = Stepper();
        await InTraceAsync(async () =>
        {
            a.Say(Step.Of("A"));
            Assert.True(await a.GracefulStop(Patience));
        });
        Assert.Equal("test(A)", (await NextExactTraceAsync()).Shape());
    }
}
