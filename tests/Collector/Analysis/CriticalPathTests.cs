using Tracing.Trees;

namespace Tracing.Analysis;

public class CriticalPathTests
{
    [Theory]
    [InlineData("a lone span", "1 0-40", "1:0-40")]
    [InlineData("no spans", "", "")]
    [InlineData("a child that is waited for", "1 0-40; 2<1 10-30", "1:0-10 2:10-30 1:30-40")]
    [InlineData("one after the other", "1 0-40; 2<1 5-15; 3<1 20-30", "1:0-5 2:5-15 1:15-20 3:20-30 1:30-40")]
    [InlineData("of two at once the later end", "1 0-40; 2<1 5-25; 3<1 10-30", "1:0-10 3:10-30 1:30-40")]
    [InlineData("a Tell that outlives its sender", "1 0-10; 2<1 8-50", "1:0-8 2:8-50")]
    [InlineData("a chain of Tells", "1 0-10; 2<1 5-20; 3<2 15-60", "1:0-5 2:5-15 3:15-60")]
    [InlineData("a mailbox", "1 0-10; 2<1 30-50 w22", "1:0-8 2:8-30m 2:30-50")]
    [InlineData("wire and mailbox", "1 0-10; 2<1 30-50 w15 n7", "1:0-8 2:8-15w 2:15-30m 2:30-50")]
    [InlineData("a timer", "1 0-10; 2<1 30-50", "1:0-10 1:10-30? 2:30-50")]
    [InlineData("a parent that is missing", "2<1 10-20; 3<1 30-50", "3:30-50")]
    [InlineData("a callee whose clock is ahead", "1 0-10; 2<1 0-9", "2:0-9 1:9-10")]
    [InlineData("a child that starts before its parent", "1 20-30; 2<1 5-50", "2:5-50")]
    [InlineData("two roots, the later end counts", "1 0-40; 2 10-50", "2:10-50")]
    [InlineData("an Ask that is forwarded", "1 0-105; 2<1 1-2; 3<2 2-102", "1:0-1 2:1-2 3:2-102 1:102-105")]
    [InlineData("a forward, and its sender goes on", "1 0-105; 2<1 1-50; 3<2 10-102", "1:0-1 2:1-10 3:10-102 1:102-105")]
    [InlineData("two forwards", "1 0-99; 2<1 1-2; 3<2 3-4 w1; 4<3 4-90", "1:0-1 2:1-2 3:2-3m 3:3-4 4:4-90 1:90-99")]
    [InlineData("two Asks, both forwarded", "1 0-90; 2<1 1-2; 3<2 2-40; 4<1 45-46; 5<4 46-85",
        "1:0-1 2:1-2 3:2-40 1:40-45 4:45-46 5:46-85 1:85-90")]
    [InlineData("an effect that outlives the Ask", "1 0-50; 2<1 1-2; 3<2 2-40; 4<2 2-70", "1:0-1 2:1-2 4:2-70")]
    [InlineData("a cycle", "1<2 0-40; 2<1 10-30", "1:0-10 2:10-30 1:30-40")]
    public void The_path_leads_from_the_start_to_the_last_end(string law, string drawing, string path) =>
        Assert.True(path == Text(Drawn.Tree(drawing)), $"{law}: {Text(Drawn.Tree(drawing))}");

    [Fact]
    public void Steps_follow_each_other_without_gap_or_overlap_up_to_the_last_end() => Law.Holds(AnyTree.Spans, spans =>
    {
        var tree = Drawn.Tree(spans);
        var path = CriticalPath.Of(tree);
        Assert.All(path, step => Assert.True(step.FromUnixNanos < step.ToUnixNanos));
        for (var i = 1; i < path.Length; i++) Assert.Equal(path[i - 1].ToUnixNanos, path[i].FromUnixNanos);
        Assert.True(path.IsEmpty || path[^1].ToUnixNanos
            == tree.Nodes.Where(n => !n.IsGap).Max(n => Math.Max(n.Span!.Span.StartUnixNanos, n.Span.Span.EndUnixNanos)));
    }, cases: 2000);

    [Fact]
    public void Steps_cover_the_whole_time_of_a_trace_in_which_no_span_starts_before_its_cause() =>
        Law.Holds(AnyTree.Causal, spans =>
        {
            var tree = Drawn.Tree(spans);
            var path = CriticalPath.Of(tree);
            var end = spans.Max(span => span.EndUnixNanos);
            for (var i = 1; i < path.Length; i++) Assert.Equal(path[i - 1].ToUnixNanos, path[i].FromUnixNanos);
            Assert.Equal(end - spans[0].StartUnixNanos, (ulong)path.Sum(step => (long)step.Nanos));
            Assert.True(path.IsEmpty || path[0].FromUnixNanos == spans[0].StartUnixNanos);
            // No more than the span's own time is booked on it, whatever ran below it.
            Assert.All(path.Where(step => step.Kind == CriticalStepKind.Handling), step =>
                Assert.InRange(step.ToUnixNanos, step.FromUnixNanos, tree.Nodes[step.Node].Span!.Span.EndUnixNanos));
        }, cases: 2000);

    private static string Text(TraceTree tree) => string.Join(' ', CriticalPath.Of(tree).Select(step =>
        $"{tree.Nodes[step.Node].SpanId.Value}:{Drawn.Millis(step.FromUnixNanos)}-{Drawn.Millis(step.ToUnixNanos)}" + step.Kind switch
        {
            CriticalStepKind.MailboxWait => "m",
            CriticalStepKind.Wire => "w",
            CriticalStepKind.Unknown => "?",
            _ => "",
        }));
}
