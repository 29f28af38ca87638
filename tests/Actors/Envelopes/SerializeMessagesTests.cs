using Tracing.Actors.Tutorial;

namespace Tracing.Actors.Envelopes;

public class SerializeMessagesTests() : TracedKit("akka.actor.serialize-messages = on")
{
    [Fact]
    public async Task The_tutorial_is_exact_with_every_message_serialized()
    {
        var tutorial = TutorialActors.Start(
            Sys, new OrderWork(() => Task.CompletedTask, payload => Task.FromResult(payload)), services: 2);
        for (var i = 1; i <= 3; i++) Assert.Null(await tutorial.MakeRequestAsync($"req_{i}"));
        for (var i = 1; i <= 3; i++)
            Assert.Equal("make_request(handle_request(process_data))", (await NextExactTraceAsync()).Shape());
        await NoFurtherTraceAsync();
    }
}
