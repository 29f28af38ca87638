using Akka.Actor;

namespace Tracing.Actors.Instrumenting.Parts;

public sealed class PartsTests() : TracedKit(
    $"tracing.instrumentation.parts = \"{typeof(PostPart).FullName}, Tracing.Actors.Tests; Not.There, Nowhere\"",
    form: TraceForm.ZeroCode)
{
    [Fact]
    public async Task A_message_that_a_relay_buffers_keeps_its_trace_and_is_counted_once()
    {
        var to = Stepper();
        var post = Sys.ActorOf(Props.Create(() => new PostPart.Post(to)));
        InTrace(() => post.Tell(Step.Of("A")));
        InTrace(() => post.Tell(Step.Of("B")));
        post.Tell("go");
        Assert.Equal("test(A)", (await NextExactTraceAsync()).Shape());
        Assert.Equal("test(B)", (await NextExactTraceAsync()).Shape());
        await NoFurtherTraceAsync();
    }

    [Fact]
    public async Task A_part_that_fails_harms_no_actor()
    {
        InTrace(() => Stepper("fails").Tell(Step.Of("A")));
        Assert.Equal("test(A)", (await NextExactTraceAsync()).Shape());
    }
}
