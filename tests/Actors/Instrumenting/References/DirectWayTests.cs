using System.Runtime.CompilerServices;
using Akka.Actor;
using Akka.Event;

namespace Tracing.Actors.Instrumenting.References;

/// <summary>The laws of sends that go past the cell: they behave like those through the cell.</summary>
[Collection(AloneCollection.Name)]
public sealed class DirectWayTests() : TracedKit("""
    refusing.executor = "Tracing.Actors.Instrumenting.References.RefusingExecutor, Tracing.Actors.Tests"
    """, form: TraceForm.ZeroCode)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_kind_of_reference_has_a_direct_way_to_its_actor(bool isChild)
    {
        var actor = await KnownAsync(Props.Create(() => new Echo()), isChild);
        Assert.NotNull(DirectWay.To(((ActorRefWithCell)actor).Underlying));
        actor.Tell("x", TestActor);
        await ExpectMsgAsync("x");
        Assert.Equal(actor, LastSender);
    }

    [Fact]
    public async Task A_mailbox_of_another_kind_has_no_direct_way()
    {
        var actor = await KnownAsync(Props.Create(() => new Stashing()), isChild: false);
        Assert.Null(DirectWay.To(((ActorRefWithCell)actor).Underlying));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_message_to_a_stopped_actor_is_a_dead_letter(bool isTraced)
    {
        var actor = await KnownAsync(Props.Create(() => new Echo()), isChild: true);
        await StopAsync(actor);
        Sys.EventStream.Subscribe(TestActor, typeof(DeadLetter));
        if (isTraced) InTrace(() => actor.Tell("late", TestActor));
        else actor.Tell("late", TestActor);
        var letter = await ExpectMsgAsync<DeadLetter>();
        Assert.Equal(("late", TestActor, actor), (letter.Message, letter.Sender, letter.Recipient));
        if (isTraced) Assert.Equal("test(undelivered String)", (await NextExactTraceAsync()).Shape());
        await NoFurtherTraceAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_message_from_another_node_or_a_relay_to_a_stopped_actor_is_recorded_once(bool isRelayed)
    {
        var actor = await KnownAsync(Props.Create(() => new Echo()), isChild: true);
        await StopAsync(actor);
        TraceEnvelope? arrived = null;
        InTrace(() => arrived = (TraceEnvelope)TraceEnvelope.For("late"));
        if (isRelayed)
        {
            RelayedTrace.Exchange(arrived);
            actor.Tell(arrived!.Message, TestActor);
            RelayedTrace.Exchange(null);
        }
        else
        {
            // In the way in which Akka.NET's reader takes it in.
            Arrival.Open();
            Assert.True(Arrival.Park(arrived!, Tracing.Tracer));
            actor.Tell(arrived!.Message, TestActor);
            Arrival.Close(Tracing.Tracer);
        }
        Assert.Equal("test(undelivered String)", (await NextExactTraceAsync()).Shape());
        await NoFurtherTraceAsync();
    }

    [Fact]
    public async Task Each_message_is_handled_or_a_dead_letter_while_its_actor_stops()
    {
        const int Senders = 4, Each = 1_000;
        var counts = new StrongBox<int>();
        Sys.EventStream.Subscribe(Sys.ActorOf(Props.Create(() => new Counting(counts))), typeof(DeadLetter));
        for (var round = 0; round < 10; round++)
        {
            counts.Value = 0;
            var actor = await KnownAsync(Props.Create(() => new Counting(counts)), isChild: round % 2 == 0);
            var senders = Enumerable.Range(0, Senders).Select(sender => Task.Run(() => InTrace(() =>
            {
                for (var i = 0; i < Each; i++)
                {
                    actor.Tell("x");
                    if (sender == 0 && i == Each / 2) ((IInternalActorRef)actor).Stop();
                }
            })));
            await Soon(Task.WhenAll(senders));
            await AwaitAssertAsync(() => Assert.Equal(Senders * Each, Volatile.Read(ref counts.Value)), Patience);
            for (var i = 0; i < Senders; i++) Assert.Equal(Each + 1, (await NextExactTraceAsync()).All.Count);
        }
    }

    [Fact]
    public async Task Nothing_is_kept_of_a_long_mailbox_when_its_actor_has_stopped()
    {
        const int Long = 100_000;
        var held = new TaskCompletionSource();
        var actor = await KnownAsync(Props.Create(() => new Holding(held.Task)), isChild: false);
        for (var i = 0; i < Long; i++) actor.Tell("x");
        held.SetResult();
        await actor.Ask<ActorIdentity>(new Identify(null), Patience);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await StopAsync(actor);
        // The mailbox's last segment has at least half as many slots, of two references each.
        await AwaitAssertAsync(
            () => Assert.True(GC.GetTotalMemory(forceFullCollection: true) < before - Long * IntPtr.Size), Patience);
        GC.KeepAlive(actor);
    }

    [Fact]
    public async Task Null_is_refused_as_by_Akka()
    {
        using var plain = ActorSystem.Create("plain", "akka.loglevel = OFF, akka.stdout-loglevel = OFF");
        var started = plain.ActorOf(Props.Create(() => new Echo()));
        await started.Ask<ActorIdentity>(new Identify(null), Patience);
        var theirs = Assert.ThrowsAny<Exception>(() => started.Tell(null));
        var actor = await KnownAsync(Props.Create(() => new Echo()), isChild: false);
        Assert.Equal(theirs.GetType(), Assert.ThrowsAny<Exception>(() => actor.Tell(null)).GetType());
    }

    [Fact]
    public async Task A_failing_send_is_logged_and_does_not_throw()
    {
        var actor = await KnownAsync(Props.Create(() => new Echo()).WithDispatcher("refusing"), isChild: false);
        Assert.NotNull(DirectWay.To(((ActorRefWithCell)actor).Underlying));
        Sys.EventStream.Subscribe(TestActor, typeof(Error));
        RefusingExecutor.Refuses = true;
        try
        {
            actor.Tell("x", ActorRefs.NoSender);
        }
        finally
        {
            RefusingExecutor.Refuses = false;
        }
        var error = await FishForMessageAsync<Error>(error => error.LogSource == actor.Path.Parent.ToString());
        Assert.Equal(("refused", typeof(Echo)), (error.Cause.Message, error.LogClass));
    }

    // An actor that runs and has got a message since then, so that its reference knows the direct way.
    private async Task<IActorRef> KnownAsync(Props props, bool isChild)
    {
        var actor = isChild ? await Sys.ActorOf(Props.Create(() => new Parent())).Ask<IActorRef>(props, Patience) : Sys.ActorOf(props);
        await actor.Ask<ActorIdentity>(new Identify(null), Patience);
        await actor.Ask<ActorIdentity>(new Identify(null), Patience);
        return actor;
    }

    private async Task StopAsync(IActorRef actor)
    {
        Watch(actor);
        ((IInternalActorRef)actor).Stop();
        await ExpectTerminatedAsync(actor);
        Unwatch(actor);
    }

    private sealed class Parent : ReceiveActor
    {
        public Parent() => Receive<Props>(props => Sender.Tell(Context.ActorOf(props)));
    }

    private sealed class Echo : ReceiveActor
    {
        public Echo() => Receive<string>(text => Sender.Tell(text));
    }

    private sealed class Stashing : ReceiveActor, IWithUnboundedStash
    {
        public Stashing() => Receive<string>(static _ => { });

        public IStash Stash { get; set; } = null!;
    }

    private sealed class Holding : ReceiveActor
    {
        public Holding(Task until) => Receive<string>(_ => until.Wait());
    }

    private sealed class Counting : ReceiveActor
    {
        public Counting(StrongBox<int> counts)
        {
            Receive<string>(_ => Interlocked.Increment(ref counts.Value));
            Receive<DeadLetter>(_ => Interlocked.Increment(ref counts.Value));
        }
    }
}
