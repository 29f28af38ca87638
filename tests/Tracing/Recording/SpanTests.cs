namespace Tracing.Recording;

public class SpanTests
{
    private readonly Recorded _recorded = new();

    [Fact]
    public void A_finished_span_is_recorded_once_however_often_it_is_ended()
    {
        var span = _recorded.Tracer.StartRoot("work");
        span.End();
        span.End();
        Assert.Equal(span.Context, Assert.Single(_recorded.Finished()).Context);
    }

    [Fact]
    public void A_span_lasts_as_long_as_the_monotonic_clock_says_when_the_wall_clock_is_set_back()
    {
        var span = _recorded.Tracer.StartRoot("work");
        _recorded.Clock.Advance(TimeSpan.FromMilliseconds(5));
        _recorded.Clock.SetWall(DateTimeOffset.UnixEpoch);
        _recorded.Recorder.Clock.Align();
        span.End();
        Assert.Equal(5_000_000ul, span.EndUnixNanos - span.StartUnixNanos);
    }

    [Fact]
    public void A_child_has_its_parents_trace_and_is_counted_by_it()
    {
        var parent = _recorded.Tracer.StartRoot("parent");
        var child = _recorded.Tracer.StartChild("child", parent);
        Assert.Equal(parent.Context.TraceId, child.Context.TraceId);
        Assert.Equal(parent.Context.SpanId, child.Context.ParentSpanId);
        Assert.Equal(1, parent.Children);
        Assert.False(child.Marks.HasFlag(SpanMarks.Detached));
    }

    [Fact]
    public void A_child_that_starts_after_its_parent_ended_is_marked_as_detached()
    {
        var parent = _recorded.Tracer.StartRoot("parent");
        parent.End();
        var child = _recorded.Tracer.StartChild("child", parent);
        Assert.Equal(0, parent.Children);
        Assert.True(child.Marks.HasFlag(SpanMarks.Detached));
    }

    [Fact]
    public void An_ended_span_does_not_change()
    {
        var span = _recorded.Tracer.StartRoot("work");
        span.End();
        span.SetTag("late", 1).AddEvent("late").SetStatus(SpanStatus.Error).Rename("late");
        Assert.Empty(span.Tags.ToArray());
        Assert.Null(span.Details);
        Assert.Equal("work", span.Name);
    }

    [Fact]
    public void A_tag_set_again_has_the_last_value()
    {
        var span = _recorded.Tracer.StartRoot("work").SetTag("k", 1).SetTag("k", "two");
        Assert.Equal([new Tag("k", "two")], span.Tags.ToArray());
    }

    [Fact]
    public void Tags_events_and_links_beyond_their_limits_are_dropped_and_counted()
    {
        var recorded = new Recorded(s => s with { Limits = new SpanLimits { TagCount = 1, EventCount = 1, LinkCount = 1 } });
        var span = recorded.Tracer.StartRoot("work");
        var other = recorded.Tracer.StartRoot("other").Context;
        span.SetTag("a", 1).SetTag("b", 2).AddEvent("one").AddEvent("two").AddLink(other).AddLink(other);
        Assert.Equal((1, 1, 1), (span.Details!.DroppedTags, span.Details.DroppedEvents, span.Details.DroppedLinks));
        Assert.Equal(3, recorded.Recorder.Drops.Total);
    }

    [Fact]
    public void Tags_of_an_event_beyond_their_limit_are_dropped_and_counted_also_when_the_limit_is_zero()
    {
        var recorded = new Recorded(s => s with { Limits = new SpanLimits { TagsPerEntry = 0 } });
        recorded.Tracer.StartRoot("work").AddEvent("happened", new Tag("k", 1), new Tag("l", 2)).End();
        var happened = Assert.Single(Assert.Single(recorded.Finished()).Details!.Events);
        Assert.Equal((0, 2), (happened.Tags.Length, happened.DroppedTags));
        Assert.Equal(2, recorded.Recorder.Drops[DropReason.TagLimit]);
    }

    [Fact]
    public void A_failure_is_an_error_status_and_an_exception_event_with_type_message_and_stack()
    {
        var span = _recorded.Tracer.StartRoot("work");
        try { throw new InvalidOperationException("no stock"); }
        catch (InvalidOperationException e) { span.Fail(e); }
        var happened = Assert.Single(span.Details!.Events);
        Assert.Equal(SpanStatus.Error, span.Status);
        Assert.Equal("exception", happened.Name);
        Assert.Equal(["System.InvalidOperationException", "no stock"], happened.Tags.Take(2).Select(t => t.Value.AsString));
        Assert.Contains(nameof(SpanTests), happened.Tags[2].Value.AsString);
    }

    [Fact]
    public void An_exception_whose_message_throws_is_recorded_nevertheless()
    {
        var span = _recorded.Tracer.StartRoot("work").Fail(new Hostile());
        Assert.Equal(SpanStatus.Error, span.Status);
    }

    [Fact]
    public void An_unsampled_span_records_nothing_and_passes_its_context_on()
    {
        var recorded = new Recorded(s => s with { Sampler = Sampling.AlwaysOffSampler.Instance });
        var span = recorded.Tracer.StartRoot("work").SetTag("k", 1);
        span.End();
        Assert.Empty(recorded.Finished());
        Assert.Empty(span.Tags.ToArray());
        Assert.True(span.Context.IsValid);
        Assert.False(span.Context.IsSampled);
        Assert.Equal(0, recorded.Recorder.Drops.Total);
    }

    [Fact]
    public void Children_of_an_unsampled_span_allocate_nothing()
    {
        var recorded = new Recorded(s => s with { Sampler = Sampling.AlwaysOffSampler.Instance });
        var root = recorded.Tracer.StartRoot("work");
        Allocations.None(() => recorded.Tracer.StartChild("child", root).SetTag("k", 1).End());
        Assert.Equal(root.Context, recorded.Tracer.StartChild("child", root).Context);
        Assert.Equal("other", recorded.Recorder.TracerFor("other").StartChild("child", root).Tracer.Resource.ServiceName);
    }

    [Fact]
    public void Baggage_and_tracestate_reach_grandchildren()
    {
        var context = new TraceContext(TraceId.NewRandom(), SpanId.NewRandom(), TraceFlags.Sampled,
            traceState: "vendor=1", baggage: Baggage.Of(new BaggageEntry("user", "7")));
        var child = _recorded.Tracer.Start("child", context);
        var grandchild = _recorded.Tracer.StartChild("grandchild", child);
        Assert.Equal("vendor=1", grandchild.Context.TraceState);
        Assert.Equal("7", grandchild.Context.Baggage["user"]);
    }

    private sealed class Hostile : Exception
    {
        public override string Message => throw new NotSupportedException();
    }
}
