using Tracing.Closing;
namespace Tracing.Assembling;

public class ExactTests
{
    [Fact]
    public void A_trace_closes_with_its_last_announced_span_without_any_wait()
    {
        var assembling = new Assembling().Add(Some.Span(2, 1, 1), Some.Span(3, 2));
        Assert.Empty(assembling.Closed);
        assembling.Add(Some.Span(1, 0, 1));
        Assert.Equal(Completeness.Exact, assembling.Only.Completeness);
        Assert.Equal(3, assembling.Only.Spans.Length);
    }

    [Fact]
    public void The_tutorials_nine_spans_are_three_traces_of_three()
    {
        var assembling = new Assembling().Add(Some.Tutorial().AsSpan());
        Assert.Equal([3, 3, 3], assembling.Closed.Select(t => t.Spans.Length));
        Assert.All(assembling.Closed, t => Assert.Equal(Completeness.Exact, t.Completeness));
    }

    [Fact]
    public void A_lone_root_that_announces_nothing_is_exact() =>
        Assert.Equal(Completeness.Exact, new Assembling().Add(Some.Span(1)).Only.Completeness);

    [Fact]
    public void A_sum_that_matches_by_accident_does_not_close_a_trace_whose_parent_is_missing()
    {
        // The root announces two children. Here are one child of the root, and one child of a span that is missing.
        var assembling = new Assembling().Add(Some.Span(1, 0, 2), Some.Span(2, 1), Some.Span(4, 3));
        Assert.Empty(assembling.Closed);
    }

    [Fact]
    public void The_duration_of_a_trace_includes_spans_that_end_after_the_root()
    {
        var assembling = new Assembling().Add(Some.Span(1, 0, 2), Some.Span(2, 1));
        Assert.Empty(assembling.Closed);
        assembling.Add(Some.Span(3, 1));
        Assert.Equal(Completeness.Exact, assembling.Only.Completeness);
    }

    [Fact]
    public void A_stashed_handling_does_not_count_and_its_replay_does()
    {
        var assembling = new Assembling().Add(
            Some.Span(1, 0, 1), Some.Span(2, 1, 0, tags: new Tag(TracingTags.Stashed, true)));
        Assert.Empty(assembling.Closed);
        assembling.Add(Some.Span(3, 1));
        Assert.Equal(Completeness.Exact, assembling.Only.Completeness);
    }

    [Fact]
    public void Nobody_waits_for_a_detached_span_and_a_late_one_is_a_revision()
    {
        var assembling = new Assembling().Add(Some.Span(1));
        assembling.Add(Some.Span(2, 1, 0, tags: new Tag(TracingTags.Detached, true)));
        Assert.Equal([0, 1], assembling.Closed.Select(t => t.Revision));
        Assert.All(assembling.Closed, t => Assert.Equal(Completeness.Exact, t.Completeness));
    }

    [Fact]
    public void Spans_that_name_each_other_in_a_cycle_are_never_exact()
    {
        var assembling = new Assembling().Add(Some.Span(1), Some.Span(8, 9, 1, 2), Some.Span(9, 8, 1, 2), Some.Span(1, 0, 0, 2));
        Assert.Equal(Some.Trace(1), assembling.Only.TraceId);
    }

    [Fact]
    public void A_span_that_is_its_own_parent_is_never_exact() =>
        Assert.Empty(new Assembling().Add(Some.Span(5, 5, 1)).Closed);

    [Fact]
    public void Two_roots_are_never_exact() =>
        Assert.Empty(new Assembling().Add(Some.Span(2, 1), Some.Span(1, 0, 1, 2), Some.Span(3, 0, 0, 2), Some.Span(2, 1, 0, 2)).Closed);
}
