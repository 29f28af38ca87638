using Akka.Actor;

namespace Tracing.Actors.Handlers;

public class DeathWatchTests : TracedKit
{
    [Fact]
    public async Task Terminated_comes_as_usual_and_outside_any_trace()
    {
        var (watcher, watched) = (Sys.ActorOf(Props.Create(() => new Watcher(TestActor, true))), Stepper());
        InTrace(() => watcher.TellTraced(watched));
        await ExpectMsgAsync("watching inside");
        Assert.Contains("test(Watcher ", (await NextExactTraceAsync()).Shape(), StringComparison.Ordinal);
        InTrace(() => watched.TellTraced(PoisonPill.Instance));
        await ExpectMsgAsync("terminated outside");
        await NextExactTraceAsync();
    }

    [Fact]
    public async Task A_death_pact_stops_an_actor_that_does_not_handle_it()
    {
        var (watcher, watched) = (Sys.ActorOf(Props.Create(() => new Watcher(TestActor, false))), Stepper());
        InTrace(() => watcher.TellTraced(watched));
        await ExpectMsgAsync("watching inside");
        Watch(watcher);
        watched.Tell(PoisonPill.Instance);
        await ExpectTerminatedAsync(watcher);
        await NextExactTraceAsync();
    }

    private sealed class Watcher : TracedReceiveActor
    {
        public Watcher(IActorRef seen, bool handles)
        {
            Receive<IActorRef>(actor =>
            {
                Context.Watch(actor);
                seen.Tell($"watching {Where}");
            });
            if (handles) Receive<Terminated>(_ => seen.Tell($"terminated {Where}"));
        }

        private static string Where => Span.Current is null ? "outside" : "inside";
    }
}
