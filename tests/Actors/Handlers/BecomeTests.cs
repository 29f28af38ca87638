using Akka.Actor;

namespace Tracing.Actors.Handlers;

public class BecomeTests : TracedKit
{
    [Theory]
    [InlineData(typeof(ReceiveMoody))]
    [InlineData(typeof(UntypedMoody))]
    public async Task Become_BecomeStacked_and_Unbecome_stay_traced(Type type)
    {
        var actor = Sys.ActorOf(Props.Create(type));
        InTrace(() =>
        {
            foreach (var message in new[] { "ask", "become", "ask", "stack", "ask", "unbecome", "ask" })
                actor.TellTraced(message, TestActor);
        });
        foreach (var mood in new[] { "calm", "angry", "furious", "angry" }) await ExpectMsgAsync(mood);
        var trace = await NextExactTraceAsync();
        Assert.Equal(["calm", "angry", "furious", "angry"], trace.All.Where(s => s.Span["mood"].AsString is not null)
            .OrderBy(s => s.Span.StartUnixNanos).Select(s => s.Span["mood"].AsString!));
    }

    private sealed class ReceiveMoody : TracedReceiveActor
    {
        public ReceiveMoody() => Mood("calm");

        private void Mood(string mood)
        {
            Receive<string>(m => m == "ask", _ => Answer(Sender, mood));
            ReceiveAsync<string>(m => m == "become", async _ =>
            {
                await Task.Yield();
                Become(() => Mood("angry"));
            });
            Receive<string>(m => m == "stack", _ => BecomeStacked(() => Mood("furious")));
            Receive<string>(m => m == "unbecome", _ => UnbecomeStacked());
        }
    }

    private sealed class UntypedMoody : TracedUntypedActor
    {
        protected override void OnReceive(object message) => In("calm", message);

        private void In(string mood, object message)
        {
            switch (message)
            {
                case "ask": Answer(Sender, mood); break;
                case "become": Become(m => In("angry", m)); break;
                case "stack": BecomeStacked(m => In("furious", m)); break;
                case "unbecome": UnbecomeStacked(); break;
            }
        }
    }

    private static void Answer(IActorRef asker, string mood)
    {
        Span.Current!.SetTag("mood", mood);
        asker.Tell(mood);
    }
}
