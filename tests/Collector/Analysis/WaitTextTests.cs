using Tracing.Trees;

namespace Tracing.Analysis;

public class WaitTextTests
{
    private static TraceSpan Span(int id, string name, int startMillis, int millis, string actor, int waitMillis = 0) =>
        TraceSpan.Decode(Some.Span(id, 1, 0, 1, name, "shop", startMillis, millis,
            new Tag("akka.actor.path", actor), new Tag(TracingTags.MailboxWaitNanos, waitMillis * 1_000_000L)));

    [Fact]
    public void A_wait_names_the_messages_of_the_same_actor_that_were_handled_meanwhile()
    {
        string[] lines = WaitText.Of(
        [
            Span(2, "long before", 0, 5, "/user/orders"), Span(3, "first", 5, 10, "/user/orders"),
            Span(4, "second", 15, 10, "/user/orders"), Span(5, "elsewhere", 5, 30, "/user/stock"),
            Span(6, "waiting", 25, 1, "/user/orders", 18), Span(7, "alone", 40, 1, "/user/mail", 2),
        ]).ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["waits in mailboxes", "     18.0 ms  waiting behind first, second", "     2.00 ms  alone"], lines);
    }

    [Fact]
    public void A_trace_without_waits_has_no_such_text() => Assert.Equal("", WaitText.Of([Some.Decoded(1)]));
}
