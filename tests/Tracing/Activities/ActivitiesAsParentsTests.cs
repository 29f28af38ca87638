using System.Diagnostics;

namespace Tracing.Activities;

[Collection(AloneCollection.Name)]
public class ActivitiesAsParentsTests
{
    private readonly Recorded _recorded = new();

    private Tracer Tracer => _recorded.Tracer;

    [Fact]
    public void A_current_activity_is_the_current_span_when_there_is_no_span()
    {
        using var request = Request();
        var parent = Assert.IsType<Span>(Span.Current);
        Assert.Equal(request.TraceId.ToString(), parent.Context.TraceId.ToString());
        Assert.Equal(request.SpanId.ToString(), parent.Context.SpanId.ToString());
        Assert.True(parent.Context.IsSampled);
        Assert.Equal("a=b", parent.Context.TraceState);
        Assert.Equal("42", parent.Context.Baggage["tenant"]);
        Assert.Same(parent, Span.Current);
    }

    [Fact]
    public void A_span_under_an_activity_is_its_child_and_not_detached()
    {
        using var request = Request();
        Spans.Run("step", static () => { }, Tracer);
        var step = Assert.Single(_recorded.Finished());
        Assert.Equal(request.SpanId.ToString(), step.Context.ParentSpanId.ToString());
        Assert.Equal("42", step.Context.Baggage["tenant"]);
        Assert.False(step.Marks.HasFlag(SpanMarks.Detached));
    }

    [Fact]
    public void Only_a_span_directly_under_an_activity_has_a_foreign_parent()
    {
        using var request = Request();
        Spans.Run("outer", () => Spans.Run("inner", static () => { }, Tracer), Tracer);
        Assert.Equal([SpanMarks.None, SpanMarks.ForeignParent], _recorded.Finished().Select(span => span.Marks & SpanMarks.OnWire));
    }

    [Fact]
    public void Inside_a_span_that_span_is_the_parent_and_the_activity_around_it_stays_current()
    {
        using var request = Request();
        Spans.Run("outer", () =>
        {
            Assert.Same(request, Activity.Current);
            Spans.Run("inner", static () => { }, Tracer);
        }, Tracer);
        var finished = _recorded.Finished();
        Assert.Equal(["inner", "outer"], finished.Select(span => span.Name));
        Assert.Equal(finished[1].Context.SpanId, finished[0].Context.ParentSpanId);
    }

    [Fact]
    public void An_activity_that_begins_inside_a_span_is_the_parent_of_spans_that_begin_inside_the_activity()
    {
        var handler = Tracer.StartRoot("handler");
        using (ActiveSpan.Enter(handler))
        {
            using (var query = new Activity("query").SetIdFormat(ActivityIdFormat.W3C))
            {
                query.ActivityTraceFlags = ActivityTraceFlags.Recorded;
                query.Start();
                Assert.Equal(query.SpanId.ToString(), Span.Current!.Context.SpanId.ToString());
            }
            Assert.Same(handler, Span.Current);
        }
        handler.End();
    }

    [Fact]
    public void An_activity_that_is_not_recorded_leaves_calls_untraced()
    {
        using var request = new Activity("request").SetIdFormat(ActivityIdFormat.W3C).Start();
        request.IsAllDataRequested = false;
        Spans.Run("step", static () => { }, Tracer);
        Assert.Empty(_recorded.Finished());
        Assert.Equal(CallerDecision.Drop, Span.Current!.Context.Decision);
    }

    /// <summary>ASP.NET Core makes such an activity for each request, as soon as logging is on.</summary>
    [Fact]
    public void An_activity_that_nobody_has_decided_on_leaves_the_decision_to_the_sampler()
    {
        using var request = new Activity("request").SetIdFormat(ActivityIdFormat.W3C).Start();
        using var inner = new Activity("inner").Start();
        Assert.Equal(CallerDecision.None, Span.Current!.Context.Decision);
        Tracer.Start("step", Span.Current.Context).End();
        Assert.Equal(inner.SpanId.ToString(), Assert.Single(_recorded.Finished()).Context.ParentSpanId.ToString());
    }

    [Fact]
    public void An_unsampled_caller_of_an_activity_has_decided()
    {
        using var request = new Activity("request")
            .SetParentId("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00").Start();
        using var inner = new Activity("inner").Start();
        Assert.Equal(CallerDecision.Drop, Span.Current!.Context.Decision);
    }

    [Fact]
    public void An_activity_of_the_old_id_format_is_no_parent()
    {
        using var request = new Activity("request").SetIdFormat(ActivityIdFormat.Hierarchical).Start();
        Assert.Null(Span.Current);
    }

    [Fact]
    public void A_span_that_stands_in_for_an_activity_is_never_recorded_and_accepts_children_without_counting_them()
    {
        using var request = Request();
        var parent = Span.Current!;
        Assert.True(parent.CountChild());
        parent.SetTag("k", "v").End();
        Assert.False(parent.IsRecording);
        Assert.Empty(_recorded.Finished());
    }

    private static Activity Request()
    {
        var request = new Activity("request").SetIdFormat(ActivityIdFormat.W3C);
        request.ActivityTraceFlags = ActivityTraceFlags.Recorded;
        request.TraceStateString = "a=b";
        request.AddBaggage("tenant", "42");
        return request.Start();
    }
}
