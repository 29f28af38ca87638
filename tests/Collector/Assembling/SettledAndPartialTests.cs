using System.Collections.Immutable;
using Tracing.Closing;

namespace Tracing.Assembling;

public class SettledAndPartialTests
{
    private static readonly TimeSpan _settle = AssemblerSettings.Default.Settle;
    private static readonly TimeSpan _maxAge = AssemblerSettings.Default.MaxAge;
    private static readonly TimeSpan _moment = TimeSpan.FromMilliseconds(1);

    [Fact]
    public void A_trace_of_a_library_that_does_not_count_closes_after_silence()
    {
        var assembling = new Assembling().Add(Some.Span(2, 1, null), Some.Span(1, 0, null)).After(_settle - _moment);
        Assert.Empty(assembling.Closed);
        Assert.Equal(Completeness.Settled, assembling.After(_moment).Only.Completeness);
    }

    [Fact]
    public void Each_span_restarts_the_settle_time()
    {
        var assembling = new Assembling().Add(Some.Span(1, 0, null)).After(_settle - _moment).Add(Some.Span(2, 1, null));
        assembling.After(_settle - _moment);
        Assert.Empty(assembling.Closed);
        Assert.Equal(2, assembling.After(_moment).Only.Spans.Length);
    }

    [Fact]
    public void A_root_that_comes_after_the_settle_time_settles_its_trace_one_settle_time_later()
    {
        var assembling = new Assembling().Add(Some.Span(2, 1, null)).After(_settle).After(_moment).Add(Some.Span(1, 0, null));
        assembling.After(_settle - _moment);
        Assert.Empty(assembling.Closed);
        Assert.Equal(Completeness.Settled, assembling.After(_moment).Only.Completeness);
    }

    [Fact]
    public void A_trace_with_an_open_ended_span_settles()
    {
        var assembling = new Assembling().Add(Some.Span(1, 0, 0, tags: new Tag(TracingTags.ChildrenOpen, true)), Some.Span(2, 1));
        Assert.Empty(assembling.Closed);
        Assert.Equal(Completeness.Settled, assembling.After(_settle).Only.Completeness);
    }

    [Fact]
    public void A_child_that_is_not_counted_under_a_counted_span_makes_the_trace_settle()
    {
        var assembling = new Assembling().Add(Some.Span(1, 0, 1), Some.Span(2, 1, 0), Some.Span(3, 2, null));
        Assert.Equal(Completeness.Exact, assembling.Closed[0].Completeness);
        assembling = new Assembling().Add(Some.Span(3, 2, null), Some.Span(1, 0, 1), Some.Span(2, 1, 0)).After(_settle);
        Assert.Equal(Completeness.Settled, assembling.Only.Completeness);
    }

    [Fact]
    public void Silence_does_not_close_a_trace_that_is_known_to_lack_a_span()
    {
        var assembling = new Assembling().Add(Some.Span(1, 0, 2), Some.Span(2, 1), Some.Span(3, 2, null)).After(_maxAge - _moment);
        Assert.Empty(assembling.Closed);
        Assert.Equal(Partial(PartialReason.Age, new MissingSpans(Some.Id(1), true, 1)), assembling.After(_moment).Only.Completeness);
    }

    [Fact]
    public void A_partial_trace_names_the_parents_that_are_missing_and_how_many_name_them()
    {
        var completeness = new Assembling().Add(Some.Span(1), Some.Span(3, 2, 0, 2), Some.Span(4, 2, 0, 2))
            .After(_maxAge).Closed[1].Completeness;
        Assert.Equal(Partial(PartialReason.Age, new MissingSpans(Some.Id(2), false, 2)), completeness);
        Assert.Equal("partial (age): span 0000000000000002 is missing, parent of 2", completeness.ToString());
    }

    [Fact]
    public void A_trace_that_is_too_large_closes_early_and_the_rest_joins_it()
    {
        var assembling = new Assembling(new AssemblerSettings { MaxSpansPerTrace = 2 })
            .Add(Some.Span(1, 0, 3), Some.Span(2, 1), Some.Span(3, 1), Some.Span(4, 1));
        Assert.Equal(PartialReason.Size, assembling.Closed[0].Completeness.Reason);
        Assert.Equal((1, 2), (assembling.Closed[1].Revision, assembling.Closed[1].Spans.Length));
        Assert.Equal(Completeness.Exact, assembling.Closed[1].Completeness);
    }

    [Fact]
    public void Over_three_quarters_of_the_memory_budget_the_heaviest_trace_closes_first()
    {
        var each = OpenTrace.Weight(Some.Span(2, 1));
        // The first three traces use three quarters.
        var most = ((3 * OpenTrace.TraceBytes) + (4 * each)) * 4 / 3;
        var heavy = new[] { Some.Span(2, 1, 0, 2), Some.Span(3, 1, 0, 2) };
        var assembling = new Assembling(new AssemblerSettings { MaxBytes = most + 4 })
            .Add(Some.Span(2, 1)).Add(heavy).Add(Some.Span(2, 1, 0, 3));
        Assert.Empty(assembling.Closed);
        assembling.Add(Some.Span(2, 1, 0, 4));
        Assert.Equal((Some.Trace(2), PartialReason.Memory), (assembling.Only.TraceId, assembling.Only.Completeness.Reason));
        Assert.Equal(3, assembling.Assembler.OpenTraces);
        Assert.Equal(3 * (OpenTrace.TraceBytes + each), assembling.Assembler.OpenBytes);
    }

    [Fact]
    public void A_trace_takes_no_more_spans_than_the_hard_limit_and_counts_those_left_out()
    {
        var assembling = new Assembling(new AssemblerSettings { MaxSpansPerTrace = 2, HardMaxSpansPerTrace = 3 })
            .Add(Some.Span(1, 0, 9), Some.Span(2, 1)).Add(Some.Span(3, 1)).Add(Some.Span(4, 1), Some.Span(5, 1))
            .After(TimeSpan.FromMilliseconds(50));
        Assert.Equal([2, 1, 0], assembling.Closed.Select(t => t.Spans.Length));
        Assert.Equal([0, 0, 2], assembling.Closed.Select(t => t.Truncated));
        Assert.Equal(2, assembling.Assembler.Counts.Truncated);
    }

    [Fact]
    public void A_stop_closes_all_open_traces()
    {
        var assembling = new Assembling().Add(Some.Span(1, 0, 1), Some.Span(2, 1, 0, 2)).Flush();
        Assert.All(assembling.Closed, t => Assert.Equal(PartialReason.Shutdown, t.Completeness.Reason));
        Assert.Equal((2, 0), (assembling.Closed.Count, assembling.Assembler.OpenTraces));
    }

    private static Completeness Partial(PartialReason reason, params ImmutableArray<MissingSpans> missing) =>
        new(CompletenessKind.Partial, reason, missing);
}
