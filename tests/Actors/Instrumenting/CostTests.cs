using System.Runtime.CompilerServices;
using Akka.Actor;
using Tracing.Sampling;

namespace Tracing.Actors.Instrumenting;

/// <summary>The memory that tracing costs, traced or not.</summary>
public sealed class CostTests() : TracedKit(form: TraceForm.ZeroCode)
{
    private const int Sends = 15_000;

    [Fact]
    public async Task Short_lived_actors_leave_nothing_behind()
    {
        const int Count = 2000;
        var cells = await LivesAsync(Count);
        await AwaitAssertAsync(() =>
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            Assert.True(cells.Count(cell => cell.IsAlive) < Count / 20);
        }, Patience);
        var names = new HashSet<string>();
        for (var i = 0; i < Count; i++)
            foreach (var span in (await NextExactTraceAsync()).All)
                names.Add(span.Span.Name);
        Assert.Equal(["A", "test"], names.Order());
    }

    [Fact]
    public void A_send_without_a_trace_allocates_what_Akka_allocates()
    {
        using var plain = ActorSystem.Create("plain", "akka.loglevel = OFF, akka.stdout-loglevel = OFF");
        var (theirs, ours) = (Cell(plain), Cell(Sys));
        InTrace(() => { });
        object message = "x";
        var without = Allocated(() => theirs.Tell(message, ActorRefs.NoSender));
        var with = Allocated(() => ours.Tell(message, ActorRefs.NoSender));
        AssertNoByteMore(with, without);
    }

    [Theory]
    [InlineData(false, 0)]
    // A span, and the execution context in which it is current. The span uses the body of the last one again.
    [InlineData(true, 48 + 72)]
    public async Task A_handler_of_a_traced_message_allocates_little_more_than_Akka(bool isSampled, long bytes)
    {
        if (!isSampled) Tracing.Recorder.Sampler = new ParentBasedSampler(AlwaysOffSampler.Instance);
        var akkas = await WeighedAsync(static send => send());
        var ours = await WeighedAsync(InTrace);
        Assert.True(ours <= akkas + bytes, $"{ours} bytes, {akkas} without a trace");
    }

    private async Task<long> WeighedAsync(Action<Action> around)
    {
        const int Count = 2_000;
        var taken = new TaskCompletionSource<long[]>();
        var actor = Sys.ActorOf(Props.Create(() => new Weighing(Count, taken)));
        // The actor runs, and holds its mailbox until all messages are in it. (Messages before an actor has its cell
        // take another way.)
        using var gate = new ManualResetEventSlim();
        await actor.Ask<string>("ready", Patience);
        actor.Tell(gate);
        object message = "x";
        around(() =>
        {
            for (var i = 0; i < Count; i++) actor.Tell(message);
        });
        gate.Set();
        // Most messages are handled in one run with the one before, on one thread.
        return (await Soon(taken.Task)).Order().ElementAt(Count / 10);
    }

    [Fact]
    public void A_send_in_an_unsampled_trace_allocates_what_Akka_allocates()
    {
        using var plain = ActorSystem.Create("plain", "akka.loglevel = OFF, akka.stdout-loglevel = OFF");
        Tracing.Recorder.Sampler = new ParentBasedSampler(AlwaysOffSampler.Instance);
        var (theirs, ours) = (Cell(plain), Cell(Sys));
        object message = "x";
        // Several senders: nothing may be allocated for each change of sender.
        var (senders, turn) = (new[] { ActorRefs.NoSender, ActorRefs.Nobody, TestActor }, 0);
        var without = Allocated(() => theirs.Tell(message, senders[turn++ % 3]));
        var with = 0L;
        InTrace(() => with = Allocated(() => ours.Tell(message, senders[turn++ % 3])));
        AssertNoByteMore(with, without);
    }

    // Busy for ever, so that only the send is measured; and started, because messages before an actor has its cell take
    // another way.
    private static IActorRef Cell(ActorSystem system)
    {
        using var isBusy = new ManualResetEventSlim();
        var actor = system.ActorOf(Props.Create(() => new Busy()));
        actor.Tell(isBusy);
        Assert.True(isBusy.Wait(Patience));
        return actor;
    }

    // With a queue that has room already. Segments double from 32 slots, and ours has more for traces, so 17,000
    // messages have made the segment in which the next ones fit.
    private static long Allocated(Action send)
    {
        for (var i = 0; i < 17_000; i++) send();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Sends; i++) send();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    // A collection of garbage adds what is left of the thread's room, up to 8 KiB; one byte for each message is more.
    private static void AssertNoByteMore(long with, long without) =>
        Assert.True(with < without + (Sends * 4 / 5), $"{with} bytes, {without} without tracing");

    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task<List<WeakReference>> LivesAsync(int count)
    {
        var cells = new List<WeakReference>();
        for (var i = 0; i < count; i++)
        {
            var actor = Stepper();
            InTrace(() => actor.Tell(new Step("A", c => c.Stop(c.Self))));
            cells.Add(new WeakReference(((ActorRefWithCell)actor).Underlying));
            if (i % 100 == 99) await actor.GracefulStop(Patience);
        }
        return cells;
    }

    private sealed class Weighing : ReceiveActor
    {
        public Weighing(int count, TaskCompletionSource<long[]> taken)
        {
            var (steps, seen, before, thread) = (new long[count], 0, 0L, 0);
            Receive<string>(what => what == "ready", what => Sender.Tell(what));
            Receive<ManualResetEventSlim>(gate => gate.Wait(Patience));
            ReceiveAny(_ =>
            {
                var now = GC.GetAllocatedBytesForCurrentThread();
                steps[seen++] = thread == Environment.CurrentManagedThreadId ? now - before : long.MaxValue;
                (before, thread) = (now, Environment.CurrentManagedThreadId);
                if (seen == count) taken.SetResult(steps);
            });
        }
    }

    private sealed class Busy : ReceiveActor
    {
        private readonly TaskCompletionSource _forever = new();

        public Busy()
        {
            ReceiveAsync<ManualResetEventSlim>(isBusy =>
            {
                isBusy.Set();
                return _forever.Task;
            });
            ReceiveAny(_ => { });
        }
    }
}
