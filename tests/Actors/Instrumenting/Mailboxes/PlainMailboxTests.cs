using Akka.Actor;
using Akka.Event;

namespace Tracing.Actors.Instrumenting.Mailboxes;

public sealed class PlainMailboxTests() : TracedKit("""
    by-priority { mailbox-type = "Tracing.Actors.Instrumenting.Mailboxes.PlainPriorityMailbox, Tracing.Actors.Tests" }
    small {
      mailbox-type = "Akka.Dispatch.BoundedMailbox, Akka"
      mailbox-capacity = 1
      mailbox-push-timeout-time = 10ms
    }
    """, form: TraceForm.ZeroCode)
{
    private readonly TaskCompletionSource _held = new();
    private readonly TaskCompletionSource _goOn = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Priorities_decide_the_order_with_and_without_a_trace(bool isTraced)
    {
        var actor = await BusyAsync("by-priority");
        void Send()
        {
            foreach (var priority in new[] { 3, 1, 2, 5, 4 }) actor.Tell(priority);
        }
        if (isTraced) InTrace(Send);
        else Send();
        _goOn.SetResult();
        for (var priority = 1; priority <= 5; priority++) await ExpectMsgAsync(priority);
        if (isTraced) Assert.Equal(6, (await NextExactTraceAsync()).All.Count);
        await NoFurtherTraceAsync();
    }

    [Fact]
    public async Task The_same_object_waits_twice_by_priority_each_time_under_its_own_trace()
    {
        var actor = await BusyAsync("by-priority");
        object same = 1;
        InTrace(() => actor.Tell(same));
        InTrace(() => actor.Tell(same));
        _goOn.SetResult();
        Assert.Equal("test(Busy Int32)", (await NextExactTraceAsync()).Shape());
        Assert.Equal("test(Busy Int32)", (await NextExactTraceAsync()).Shape());
    }

    [Fact]
    public async Task A_message_refused_by_a_full_mailbox_is_a_bare_dead_letter_and_an_undelivered_span()
    {
        var actor = await BusyAsync("small");
        Sys.EventStream.Subscribe(TestActor, typeof(AllDeadLetters));
        InTrace(() =>
        {
            actor.Tell(1);
            actor.Tell(2);
        });
        Assert.Equal(2, (await ExpectMsgAsync<AllDeadLetters>()).Message);
        _goOn.SetResult();
        await ExpectMsgAsync(1);
        var trace = await NextExactTraceAsync();
        Assert.Equal("test(Busy Int32 undelivered Int32)", trace.Shape());
        Assert.Equal(actor.Path.ToStringWithoutAddress(), trace.Span("undelivered Int32").Span["akka.actor.path"].AsString);
    }

    [Theory]
    [InlineData("akka.actor.default-mailbox")]
    [InlineData("by-priority")]
    public async Task A_message_that_waits_when_an_actor_stops_is_a_bare_dead_letter_and_an_undelivered_span(string mailbox)
    {
        var actor = await BusyAsync(mailbox, stops: true);
        Sys.EventStream.Subscribe(TestActor, typeof(DeadLetter));
        InTrace(() =>
        {
            actor.Tell(1);
            actor.Tell(2);
        });
        _goOn.SetResult();
        Assert.Equal(1, (await ExpectMsgAsync<DeadLetter>()).Message);
        Assert.Equal(2, (await ExpectMsgAsync<DeadLetter>()).Message);
        Assert.Equal("test(undelivered Int32 undelivered Int32)", (await NextExactTraceAsync()).Shape());
    }

    // Its first message keeps it busy, so that its mailbox orders the following ones.
    private async Task<IActorRef> BusyAsync(string mailbox, bool stops = false)
    {
        var actor = Sys.ActorOf(Props.Create(() => new Busy(TestActor, _held, _goOn.Task)).WithMailbox(mailbox));
        actor.Tell(stops);
        await Soon(_held.Task);
        return actor;
    }

    private sealed class Busy : ReceiveActor
    {
        public Busy(IActorRef seen, TaskCompletionSource held, Task goOn)
        {
            ReceiveAsync<bool>(async stops =>
            {
                held.SetResult();
                await goOn;
                if (stops) Context.Stop(Self);
            });
            Receive<int>(priority => seen.Tell(priority));
        }
    }
}
