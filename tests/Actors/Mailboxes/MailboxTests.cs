using Akka.Actor;
using Akka.Event;

namespace Tracing.Actors.Mailboxes;

public class MailboxTests() : TracedKit("""
    by-priority { mailbox-type = "Tracing.Actors.Mailboxes.PriorityMailbox, Tracing.Actors.Tests" }
    small {
      mailbox-type = "Akka.Dispatch.BoundedMailbox, Akka"
      mailbox-capacity = 1
      mailbox-push-timeout-time = 10ms
    }
    """)
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
            foreach (var priority in new[] { 3, 1, 2, 5, 4 })
            {
                if (isTraced) actor.TellTraced(priority);
                else actor.Tell(priority);
            }
        }
        if (isTraced) InTrace(Send);
        else Send();
        _goOn.SetResult();
        for (var priority = 1; priority <= 5; priority++) await ExpectMsgAsync(priority);
        if (isTraced) Assert.Equal(6, (await NextExactTraceAsync()).All.Count);
        await NoFurtherTraceAsync();
    }

    [Fact]
    public async Task A_message_refused_by_a_full_mailbox_is_undelivered_with_a_reason_and_the_trace_is_exact()
    {
        var actor = await BusyAsync("small");
        Sys.EventStream.Subscribe(TestActor, typeof(AllDeadLetters));
        InTrace(() =>
        {
            actor.TellTraced(1);
            actor.TellTraced(2);
        });
        var letter = await ExpectMsgAsync<AllDeadLetters>();
        Assert.Equal(2, TraceEnvelope.Unwrap(letter.Message));
        _goOn.SetResult();
        await ExpectMsgAsync(1);
        var trace = await NextExactTraceAsync();
        Assert.Equal("test(Busy Int32 undelivered Int32)", trace.Shape());
        var lost = trace.Span("undelivered Int32");
        Assert.True(lost.IsError);
        Assert.Equal("dead letter", lost.Span[TracingTags.Undelivered].AsString);
        Assert.Equal(actor.Path.ToStringWithoutAddress(), lost.Span["akka.actor.path"].AsString);
    }

    [Fact]
    public async Task A_message_that_waits_when_an_actor_stops_is_undelivered()
    {
        var actor = await BusyAsync("akka.actor.default-mailbox", stops: true);
        InTrace(() =>
        {
            actor.TellTraced(1);
            actor.TellTraced(2);
        });
        _goOn.SetResult();
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

    private sealed class Busy : TracedReceiveActor
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
