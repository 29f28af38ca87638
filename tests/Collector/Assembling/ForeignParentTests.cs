using Tracing.Closing;

namespace Tracing.Assembling;

/// <summary>Traces in which a parent is somebody else's span, which may never come.</summary>
public class ForeignParentTests
{
    private static readonly TimeSpan _settle = AssemblerSettings.Default.Settle;
    private static readonly TimeSpan _maxAge = AssemblerSettings.Default.MaxAge;
    private static readonly TimeSpan _moment = TimeSpan.FromMilliseconds(1);
    private static readonly Tag _foreign = new(TracingTags.ParentForeign, true);

    [Fact]
    public void A_trace_below_a_foreign_caller_is_exact_with_its_last_announced_span()
    {
        var assembling = new Assembling().Add(Some.Child(2, 1, 1, remote: true, tags: _foreign));
        Assert.Empty(assembling.Closed);
        assembling.Add(Some.Span(3, 2));
        Assert.Equal(Completeness.Exact, assembling.Only.Completeness);
    }

    [Fact]
    public void A_trace_below_a_foreign_activity_of_the_same_process_settles_because_nobody_counts_its_messages()
    {
        var assembling = new Assembling().Add(Some.Child(2, 1, 1, remote: false, tags: _foreign), Some.Span(3, 2))
            .After(_settle - _moment);
        Assert.Empty(assembling.Closed);
        Assert.Equal(Completeness.Settled, assembling.After(_moment).Only.Completeness);
    }

    [Fact]
    public void Two_calls_of_a_foreign_caller_in_one_trace_settle()
    {
        var assembling = new Assembling()
            .Add(Some.Child(2, 1, 1, remote: true, tags: _foreign), Some.Child(4, 1, 0, remote: true, tags: _foreign), Some.Span(3, 2));
        Assert.Empty(assembling.Closed);
        Assert.Equal(Completeness.Settled, assembling.After(_settle).Only.Completeness);
    }

    [Fact]
    public void A_foreign_parent_that_comes_all_the_same_is_the_root_of_its_trace()
    {
        var assembling = new Assembling().Add(Some.Child(2, 1, 0, remote: false, tags: _foreign), Some.Span(1, 0, null)).After(_settle);
        Assert.Equal(Completeness.Settled, assembling.Only.Completeness);
        Assert.Equal(2, assembling.Only.Spans.Length);
    }

    [Fact]
    public void A_span_below_a_foreign_parent_does_not_hide_that_a_counted_span_lacks_its_own_parent()
    {
        var assembling = new Assembling().Add(Some.Child(2, 1, 0, remote: true, tags: _foreign)).Add(Some.Span(4, 3, 0, 2));
        assembling.Add(Some.Child(6, 5, 0, 2, remote: true, tags: _foreign)).After(_settle);
        Assert.Equal(Some.Trace(1), assembling.Only.TraceId);
        assembling.After(_maxAge);
        Assert.Equal("partial (age): span 0000000000000003 is missing, parent of 1", assembling.Closed[1].Completeness.ToString());
    }

    [Fact]
    public void A_span_of_a_library_that_does_not_count_settles_when_its_remote_parent_never_comes() =>
        Settles(new Assembling().Add(Some.Child(2, 1, null, remote: true)));

    [Fact]
    public void A_server_span_of_an_exporter_that_says_nothing_about_its_parent_settles() =>
        Settles(new Assembling().Add(Some.Child(2, 1, null, kind: SpanKind.Server)));

    [Fact]
    public void A_span_of_a_library_that_does_not_count_waits_for_a_parent_of_its_own_process()
    {
        var assembling = new Assembling().Add(Some.Child(2, 1, null, remote: false, kind: SpanKind.Server)).After(_maxAge - _moment);
        Assert.Empty(assembling.Closed);
        Assert.Equal(CompletenessKind.Partial, assembling.After(_moment).Only.Completeness.Kind);
    }

    [Fact]
    public void A_counted_span_waits_for_a_remote_parent_of_this_library()
    {
        var assembling = new Assembling().Add(Some.Child(2, 1, 0, remote: true)).After(_maxAge - _moment);
        Assert.Empty(assembling.Closed);
        Assert.Equal(PartialReason.Age, assembling.After(_moment).Only.Completeness.Reason);
    }

    private static void Settles(Assembling assembling)
    {
        assembling.After(_settle - _moment);
        Assert.Empty(assembling.Closed);
        Assert.Equal(Completeness.Settled, assembling.After(_moment).Only.Completeness);
    }
}
