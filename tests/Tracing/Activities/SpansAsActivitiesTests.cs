using System.Diagnostics;

namespace Tracing.Activities;

[Collection(AloneCollection.Name)]
public class SpansAsActivitiesTests
{
    private readonly Recorded _recorded = new();

    private Tracer Tracer => _recorded.Tracer;

    [Fact]
    public void Without_a_listener_a_span_has_no_activity()
    {
        var span = Tracer.StartRoot("work");
        using (ActiveSpan.Enter(span)) Assert.Null(Activity.Current);
        span.End();
        Assert.Null(span.Activity);
    }

    [Fact]
    public void With_a_listener_each_span_has_an_activity_with_the_same_ids_and_is_recorded_too()
    {
        using var listened = new ListenedTo();
        var root = Tracer.StartRoot("root", SpanKind.Client);
        var child = Tracer.StartChild("child", root, SpanKind.Consumer);
        child.End();
        root.End();

        Assert.Equal(["child", "root"], listened.Stopped.Select(activity => activity.OperationName));
        var (childActivity, rootActivity) = (listened.Stopped[0], listened.Stopped[1]);
        Assert.Equal(root.Context.TraceId.ToString(), rootActivity.TraceId.ToString());
        Assert.Equal(root.Context.SpanId.ToString(), rootActivity.SpanId.ToString());
        Assert.Null(rootActivity.Parent);
        Assert.Equal(default, rootActivity.ParentSpanId);
        Assert.Equal(rootActivity.TraceId, childActivity.TraceId);
        Assert.Equal(rootActivity.SpanId, childActivity.ParentSpanId);
        Assert.Equal((ActivityKind.Client, ActivityKind.Consumer), (rootActivity.Kind, childActivity.Kind));
        Assert.Equal([child.Context, root.Context], _recorded.Finished().Select(one => one.Context));
    }

    [Fact]
    public void A_root_stays_a_root_under_a_current_activity()
    {
        using var listened = new ListenedTo();
        using var around = new Activity("around").SetIdFormat(ActivityIdFormat.W3C).Start();
        var root = Tracer.StartRoot("root");
        Assert.Same(around, Activity.Current);
        root.End();
        Assert.Same(around, Activity.Current);
        Assert.NotEqual(around.TraceId, Assert.Single(listened.Stopped).TraceId);
    }

    [Fact]
    public void The_activity_is_current_within_the_span_and_others_nest_under_it()
    {
        using var listened = new ListenedTo();
        var span = Tracer.StartRoot("handler");
        using (ActiveSpan.Enter(span))
        {
            Assert.Same(span, Span.Current);
            using var http = new Activity("http").Start();
            Assert.Equal(span.Context.SpanId.ToString(), http.ParentSpanId.ToString());
        }
        Assert.Null(Activity.Current);
        span.End();
    }

    [Fact]
    public void An_activity_gets_the_content_of_its_span()
    {
        using var listened = new ListenedTo();
        var other = Tracer.StartRoot("other").Context;
        var root = Tracer.StartRoot("work");
        Tracer.StartChild("child", root).End();
        root.Rename("renamed").SetTag("text", "a").SetTag("number", 7).AddEvent("happened", new Tag("k", true))
            .AddLink(other).Fail(new InvalidOperationException("broken"));
        _recorded.Clock.Advance(TimeSpan.FromMilliseconds(3));
        root.MarkChildrenOpen().End();

        var activity = listened.Stopped[^1];
        Assert.Equal("renamed", activity.DisplayName);
        Assert.Equal("a", activity.GetTagItem("text"));
        Assert.Equal(7L, activity.GetTagItem("number"));
        Assert.Equal(1L, activity.GetTagItem(TracingTags.Children));
        Assert.Equal(true, activity.GetTagItem(TracingTags.ChildrenOpen));
        Assert.Equal(["happened", "exception"], activity.Events.Select(happened => happened.Name));
        Assert.Equal(other.SpanId.ToString(), Assert.Single(activity.Links).Context.SpanId.ToString());
        Assert.Equal((ActivityStatusCode.Error, "broken"), (activity.Status, activity.StatusDescription));
        Assert.Equal(TimeSpan.FromMilliseconds(3), activity.Duration);
    }

    [Fact]
    public void A_span_gets_what_user_code_set_on_its_activity()
    {
        using var listened = new ListenedTo();
        var span = Tracer.StartRoot("work").SetTag("both", "ours").AddEvent("first");
        using (ActiveSpan.Enter(span))
        {
            Activity.Current!.SetTag("order.id", 7).SetTag("both", "theirs").AddEvent(new ActivityEvent("second"))
                .SetStatus(ActivityStatusCode.Error, "no stock").DisplayName = "by hand";
        }
        span.End();

        var finished = Assert.Single(_recorded.Finished());
        Assert.Equal("by hand", finished.Name);
        Assert.Equal([new Tag("both", "ours"), new Tag("order.id", 7)], finished.Tags.ToArray());
        Assert.Equal(["first", "second"], finished.Details!.Events.Select(happened => happened.Name));
        Assert.Equal((SpanStatus.Error, "no stock"), (finished.Status, finished.Details.StatusMessage));
        // Each event and link is there once, also on the activity itself.
        Assert.Equal(2, Assert.Single(listened.Stopped).Events.Count());
    }

    [Fact]
    public void A_trace_that_our_sampler_drops_is_not_recorded_by_the_listener_nor_are_activities_under_it()
    {
        var off = new Recorded(settings => settings with { Sampler = Sampling.AlwaysOffSampler.Instance });
        using var listened = new ListenedTo();
        var root = off.Tracer.StartRoot("root");
        using (ActiveSpan.Enter(root)) Assert.False(Activity.Current!.Recorded);
        root.End();
        Assert.False(Assert.Single(listened.Stopped).IsAllDataRequested);
        Assert.Empty(off.Finished());
    }

    [Fact]
    public void A_child_of_an_unsampled_span_does_not_end_its_parents_activity()
    {
        var off = new Recorded(settings => settings with { Sampler = Sampling.AlwaysOffSampler.Instance });
        using var listened = new ListenedTo();
        var root = off.Tracer.StartRoot("root");
        off.Tracer.StartChild("child", root).End();
        Assert.Empty(listened.Stopped);
        root.End();
        Assert.Single(listened.Stopped);
    }

    [Fact]
    public void A_listener_that_samples_nothing_does_not_change_the_span()
    {
        using var listened = new ListenedTo(ActivitySamplingResult.None);
        var span = Tracer.StartRoot("work");
        span.End();
        Assert.Null(span.Activity);
        Assert.True(span.Context.IsValid);
        Assert.Equal([span.Context], _recorded.Finished().Select(one => one.Context));
    }

    [Fact]
    public void A_listener_that_throws_loses_its_activity_but_not_the_span()
    {
        using var broken = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Tracer.ScopeName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => throw new InvalidOperationException(),
        };
        ActivitySource.AddActivityListener(broken);
        var span = Tracer.StartRoot("work");
        span.End();
        Assert.Equal([span.Context], _recorded.Finished().Select(one => one.Context));
        Assert.Equal(1, _recorded.Recorder.Drops[DropReason.ListenerFailed]);
    }

    [Fact]
    public void An_activity_that_user_code_left_on_the_thread_is_not_current_in_the_next_handler()
    {
        var first = Tracer.StartRoot("first");
        using (ActiveSpan.Enter(first)) new Activity("left behind").Start();
        var second = Tracer.StartRoot("second");
        using (ActiveSpan.Enter(second))
        {
            Assert.Null(Activity.Current);
            Assert.Same(second, Span.Current);
        }
        Activity.Current = null;
    }
}
