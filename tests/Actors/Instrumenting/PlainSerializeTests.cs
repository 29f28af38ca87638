using Akka.Actor;
using Akka.Routing;

namespace Tracing.Actors.Instrumenting;

public sealed class PlainSerializeTests() : TracedKit("akka.actor.serialize-messages = on", form: TraceForm.ZeroCode)
{
    [Fact]
    public async Task Messages_are_serialized_as_usual_and_traced()
    {
        var echo = Sys.ActorOf(Props.Create(() => new Echo()).WithRouter(new ConsistentHashingPool(3)
            .WithHashMapping(message => message is string text ? text : null!)));
        await InTraceAsync(async () =>
        {
            foreach (var text in new[] { "a", "b", "c" }) Assert.Equal(text, await echo.Ask<string>(text, Patience));
        });
        Assert.Equal("test(Echo String Echo String Echo String)", (await NextExactTraceAsync()).Shape());
    }

    private sealed class Echo : ReceiveActor
    {
        public Echo() => ReceiveAny(message => Sender.Tell(message));
    }
}
