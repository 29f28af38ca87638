using Tracing.Trees;

namespace Tracing.Analysis;

public class TraceComparisonTests
{
    [Theory]
    [InlineData("equal", "1 0-9 #a; 2<1 1-2 #b", "7 0-9 #a; 8<7 1-2 #b", "a b")]
    [InlineData("slower", "1 0-9 #a", "1 0-12 #a", "a+3")]
    [InlineData("faster", "1 0-9 #a", "1 0-5 #a", "a-4")]
    [InlineData("failing", "1 0-9 #a", "1 0-9 #a !", "a!")]
    [InlineData("one more", "1 0-9 #a", "1 0-9 #a; 2<1 1-2 #b; 3<2 1-2 #c", "a >b >c")]
    [InlineData("one less, and what it caused", "1 0-9 #a; 2<1 1-2 #b; 3<2 1-2 #c", "1 0-9 #a", "a <b <c")]
    [InlineData("renamed", "1 0-9 #a; 2<1 1-2 #b", "1 0-9 #a; 2<1 1-2 #c", "a <b >c")]
    [InlineData("same name, in order", "1 0-9 #a; 2<1 1-2 #b; 3<1 3-4 #b", "1 0-9 #a; 2<1 1-3 #b", "a b+1 <b")]
    [InlineData("moved to another parent", "1 0-9 #a; 2<1 1-2 #b; 3<2 1-2 #c", "1 0-9 #a; 2<1 1-2 #b; 3<1 1-2 #c", "a b <c >c")]
    [InlineData("other services", "1 0-9 #a @x", "1 0-9 #a @y", "<a >a")]
    [InlineData("gaps", "2<1 0-9 #a", "5<4 0-9 #a", "? a")]
    [InlineData("nothing", "", "", "")]
    public void Spans_match_by_place_and_name(string law, string before, string after, string expected)
    {
        var (left, right) = (Drawn.Tree(before), Drawn.Tree(after));
        var text = string.Join(' ', TraceComparison.Of(left, right).Select(at => Text(at, left, right)));
        Assert.True(expected == text, $"{law}: {text}");
    }

    [Fact]
    public void A_comparison_has_every_node_of_both_traces_once_and_a_trace_equals_itself() => Law.Holds(AnyTree.Spans, spans =>
    {
        var (tree, half) = (Drawn.Tree(spans), Drawn.Tree(spans[..(spans.Length / 2)]));
        Assert.All(TraceComparison.Of(tree, tree), at => Assert.Equal((at.After, 0L), (at.Before, at.DurationChangeNanos)));
        var compared = TraceComparison.Of(tree, half);
        Assert.Equal(Enumerable.Range(0, tree.Nodes.Length), compared.Where(at => at.Before is not null).Select(at => at.Before!.Value));
        Assert.Equal(Enumerable.Range(0, half.Nodes.Length), compared.Where(at => at.After is not null).Select(at => at.After!.Value).Order());
    }, cases: 1000);

    private static string Text(ComparedSpan at, TraceTree left, TraceTree right)
    {
        var node = at.Before is { } before ? left.Nodes[before] : right.Nodes[at.After!.Value];
        var side = at.Before is null ? ">" : at.After is null ? "<" : "";
        var change = at.DurationChangeNanos / 1_000_000;
        return $"{side}{node.Span?.Span.Name ?? "?"}{(change == 0 ? "" : change.ToString("+0;-0", null))}{(at.IsStatusChanged ? "!" : "")}";
    }
}
