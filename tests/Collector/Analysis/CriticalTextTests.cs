using Tracing.Trees;

namespace Tracing.Analysis;

public class CriticalTextTests
{
    [Fact]
    public void Each_step_has_its_length_its_share_and_its_reason()
    {
        var child = TraceSpan.Decode(Some.Span(2, 1, 0, 1, "a\nb", "shop", 40, 60,
            new Tag(TracingTags.MailboxWaitNanos, 30_000_000)));
        var text = CriticalText.Of(TraceTree.Of([TraceSpan.Decode(Some.Span(1, 0, 1, 1, "root", "shop", 0, 100)), child]));
        Assert.Equal(
            """
            critical path, 100 ms
                 10.0 ms   10%  root: handled
                 30.0 ms   30%  a b: waited in the mailbox
                 60.0 ms   60%  a b: handled

            """.ReplaceLineEndings("\n"), text.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Of_very_many_steps_the_longest_are_shown()
    {
        var spans = Enumerable.Range(1, 200).Select(id =>
            TraceSpan.Decode(Some.Span(id, id - 1, 1, startMillis: id, millis: 1))).ToArray();
        var lines = CriticalText.Of(TraceTree.Of(spans)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(52, lines.Length);
        Assert.Equal("… and 150 shorter steps", lines[^1].Trim());
    }
}
