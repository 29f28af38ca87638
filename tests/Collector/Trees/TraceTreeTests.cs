using FsCheck.Fluent;

namespace Tracing.Trees;

public class TraceTreeTests
{
    [Fact]
    public void Children_stand_under_their_parents_by_start_time() =>
        Assert.Equal("1(3 2(4))", Shape(Some.Decoded(4, 2, 9), Some.Decoded(2, 1, 5), Some.Decoded(3, 1, 2), Some.Decoded(1)));

    [Fact]
    public void Orphans_hang_under_a_gap_that_has_their_parents_id() =>
        Assert.Equal("1 ?7(2 3)", Shape(Some.Decoded(1), Some.Decoded(2, 7, 1), Some.Decoded(3, 7, 2)));

    [Fact]
    public void A_span_whose_parent_is_somebody_elses_is_a_root_unless_the_parent_is_here()
    {
        var foreign = TraceSpan.Decode(Some.Child(2, 7, tags: new Tag(TracingTags.ParentForeign, true)));
        Assert.Equal("2(3)", Shape(foreign, Some.Decoded(3, 2, 1)));
        Assert.Equal("7(2)", Shape(foreign, Some.Decoded(7)));
    }

    [Fact]
    public void A_cycle_is_cut_at_its_earliest_span_and_marked()
    {
        var tree = TraceTree.Of([Some.Decoded(1), Some.Decoded(5, 6, 8), Some.Decoded(6, 5, 3), Some.Decoded(7, 5, 9)]);
        Assert.Equal("1 6(5(7))", Shape(tree));
        Assert.Equal([Some.Id(6)], tree.Nodes.Where(n => n.IsInCycle).Select(n => n.SpanId));
    }

    [Fact]
    public void A_span_that_is_its_own_parent_is_shown_once() => Assert.Equal("5", Shape(Some.Decoded(5, 5)));

    [Fact]
    public void Two_spans_under_one_id_are_both_shown() =>
        Assert.Equal("1(2(3) 2)", Shape(Some.Decoded(1), Some.Decoded(2, 1, 1, "a"), Some.Decoded(2, 1, 2, "b"), Some.Decoded(3, 2, 3)));

    [Fact]
    public void Every_span_of_any_trace_is_in_its_tree_exactly_once() =>
        Law.Holds((from id in Gen.Choose(1, 8)
                   from parent in Gen.Choose(0, 9)
                   from start in Gen.Choose(0, 3)
                   select Some.Decoded(id, parent, start)).ArrayOf(), spans =>
        {
            var tree = TraceTree.Of(spans);
            Assert.Equal(spans.Length, tree.Nodes.Count(n => !n.IsGap));
            Assert.Equal(spans.Length, tree.Nodes.Where(n => !n.IsGap).Select(n => n.Span).Distinct(ReferenceEqualityComparer.Instance).Count());
            var edges = tree.Nodes.Sum(n => n.ChildIndexes.Length);
            Assert.Equal(tree.Nodes.Length, edges + tree.Roots.Length);
        }, cases: 2000);

    [Fact]
    public void A_tree_of_a_hundred_thousand_levels_does_not_overflow_the_stack()
    {
        var spans = Enumerable.Range(1, 100_000).Select(i => Some.Decoded(i, i - 1)).ToArray();
        Assert.Equal(99_999, TraceTree.Of(spans).Nodes[^1].Depth);
    }

    private static string Shape(params TraceSpan[] spans) => Shape(TraceTree.Of(spans));

    private static string Shape(TraceTree tree)
    {
        return string.Join(' ', tree.Roots.Select(Below));

        string Below(int at)
        {
            var node = tree.Nodes[at];
            var name = (node.IsGap ? "?" : "") + node.SpanId.Value;
            return node.ChildIndexes.IsEmpty ? name : $"{name}({string.Join(' ', node.ChildIndexes.Select(Below))})";
        }
    }
}
