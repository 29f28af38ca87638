using Akka.Actor;

namespace Tracing.Actors.Instrumenting;

/// <summary>A million short-lived actors, of which tracing must keep nothing.</summary>
[Collection(AloneCollection.Name)]
public class ManyActorsTests
{
    private const int Actors = 1_000_000;
    private const int Batch = 1_000;
    private const long MaxGrowth = 16 << 20;

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task A_million_short_lived_actors_each_of_which_is_traced_leave_nothing_behind()
    {
        using var system = ActorSystem.Create("many", """
            akka.actor.provider = "Tracing.Actors.TracedLocalProvider, Tracing.Actors"
            akka.loglevel = OFF
            akka.stdout-loglevel = OFF
            tracing.instrumentation.start = ""
            """);
        var tracing = ActorTracing.For(system);
        var parent = system.ActorOf(Props.Create(() => new Parent()), "parent");
        var names = new HashSet<string>();
        var batch = new FinishedSpan[512];
        long spans = 0, early = 0;
        for (var made = 0; made < Actors; made += Batch)
        {
            await Spans.RunRootAsync("test", () => parent.Ask<int>(Batch, _patience), tracing.Tracer);
            for (int taken; (taken = tracing.Recorder.Drain(batch)) > 0; spans += taken)
                foreach (var span in batch[..taken]) names.Add(span.Name);
            // After a tenth of them, everything that is made once has been made.
            if (made == Actors / 10) early = GC.GetTotalMemory(forceFullCollection: true);
        }
        // The last ones stop after the parent has got their answers.
        await parent.GracefulStop(_patience);
        spans += tracing.Recorder.Waiting;
        Array.Clear(batch);
        var growth = GC.GetTotalMemory(forceFullCollection: true) - early;

        Assert.Equal(["Child String", "Parent Child", "Parent Int32", "test"], names.Order());
        // For each batch a root and an ask; for each child a message and its answer.
        Assert.Equal(2L * Actors + 2 * (Actors / Batch), spans);
        Assert.Equal(0, tracing.Recorder.Drops.Total);
        Assert.True(growth < MaxGrowth, $"{growth:N0} bytes more than after the first tenth");
        await system.Terminate();
    }

    private sealed class Parent : ReceiveActor
    {
        private IActorRef _asker = ActorRefs.Nobody;
        private int _left;

        public Parent()
        {
            Receive<int>(count =>
            {
                (_asker, _left) = (Sender, count);
                for (var i = 0; i < count; i++) Context.ActorOf(Props.Create(() => new Child())).Tell("live");
            });
            Receive<Child>(_ =>
            {
                if (--_left == 0) _asker.Tell(0);
            });
        }
    }

    private sealed class Child : ReceiveActor
    {
        public Child() => Receive<string>(_ =>
        {
            Context.Parent.Tell(this);
            Context.Stop(Self);
        });
    }
}
