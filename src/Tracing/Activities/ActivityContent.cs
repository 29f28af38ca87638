using System.Collections.Immutable;
using System.Diagnostics;

namespace Tracing;

/// <summary>Carries what was written to an activity over to its span, and the other way.</summary>
internal static class ActivityContent
{
    /// <summary>What user code set on <see cref="Activity.Current"/>; where both have a value, the span's
    /// stands.</summary>
    /// <returns>What the span has of its own, for <see cref="WriteTo"/>.</returns>
    public static Own TakeFrom(Activity activity, Span span)
    {
        var own = new Own(span.Details?.Events ?? [], span.Details?.Links ?? []);
        if (activity.DisplayName != activity.OperationName) span.Rename(activity.DisplayName);
        foreach (ref readonly var tag in activity.EnumerateTagObjects())
            if (!span.HasTag(tag.Key)) span.SetTag(tag.Key, ActivityValues.ValueOf(tag.Value));
        foreach (ref readonly var happened in activity.EnumerateEvents())
            span.AddEventAt(ActivityValues.UnixNanosOf(happened.Timestamp), happened.Name, TagsOf(happened));
        foreach (ref readonly var link in activity.EnumerateLinks())
            span.AddLink(ActivityValues.ContextOf(link.Context), TagsOf(link));
        if (span.Status == SpanStatus.Unset && activity.Status != ActivityStatusCode.Unset)
            span.SetStatus((SpanStatus)activity.Status, activity.StatusDescription);
        return own;
    }

    /// <summary>What the span says on the wire, the activity says too: whoever exports it to a collector of ours gets
    /// exact traces.</summary>
    /// <param name="own">Events and links that the activity does not have yet.</param>
    public static void WriteTo(Activity activity, Span span, in Own own)
    {
        activity.DisplayName = span.Name;
        foreach (var tag in span.Tags) activity.SetTag(tag.Key, ActivityValues.ObjectOf(tag.Value));
        activity.SetTag(TracingTags.Children, (long)span.Children);
        if (span.MailboxWaitNanos >= 0) activity.SetTag(TracingTags.MailboxWaitNanos, span.MailboxWaitNanos);
        foreach (var (mark, key) in TracingTags.OfMarks)
            if ((span.Marks & mark) != 0) activity.SetTag(key, true);
        if (span.Status != SpanStatus.Unset)
            activity.SetStatus((ActivityStatusCode)span.Status, span.Details?.StatusMessage);
        foreach (var happened in own.Events) activity.AddEvent(EventOf(happened));
        foreach (var link in own.Links) activity.AddLink(LinkOf(link));
    }

    /// <summary>Our sampler has dropped what the listener's kept: it is not exported, nor what begins under it.</summary>
    public static void Drop(Activity activity)
    {
        activity.IsAllDataRequested = false;
        activity.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
    }

    internal readonly record struct Own(ImmutableArray<SpanEvent> Events, ImmutableArray<SpanLink> Links)
    {
        public static Own Nothing => new([], []);
    }

    private static ActivityEvent EventOf(in SpanEvent happened) =>
        new(happened.Name, ActivityValues.TimeOf(happened.UnixNanos), TagsOf(happened.Tags.AsSpan()));

    private static ActivityLink LinkOf(in SpanLink link)
    {
        var to = new TraceContext(link.TraceId, link.SpanId, (TraceFlags)link.Flags, traceState: link.TraceState);
        return new ActivityLink(ActivityValues.ContextOf(to, isRemote: false), TagsOf(link.Tags.AsSpan()));
    }

    private static Tag[] TagsOf(in ActivityEvent happened)
    {
        var tags = new List<Tag>();
        foreach (ref readonly var tag in happened.EnumerateTagObjects())
            tags.Add(new Tag(tag.Key, ActivityValues.ValueOf(tag.Value)));
        return [.. tags];
    }

    private static Tag[] TagsOf(in ActivityLink link)
    {
        var tags = new List<Tag>();
        foreach (ref readonly var tag in link.EnumerateTagObjects())
            tags.Add(new Tag(tag.Key, ActivityValues.ValueOf(tag.Value)));
        return [.. tags];
    }

    private static ActivityTagsCollection TagsOf(ReadOnlySpan<Tag> tags)
    {
        var collection = new ActivityTagsCollection();
        foreach (var tag in tags) collection[tag.Key] = ActivityValues.ObjectOf(tag.Value);
        return collection;
    }
}
