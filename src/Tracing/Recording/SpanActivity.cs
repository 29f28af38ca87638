using System.Collections.Immutable;
using System.Diagnostics;

namespace Tracing;

/// <summary>Connects spans with activities: finds the innermost of both, and copies content when a span ends.</summary>
/// <remarks>Any thread. What a listener or a user's value throws is counted and goes no further.</remarks>
internal static class SpanActivity
{
    private const string SpanProperty = "tracing.span";

    /// <summary>The innermost of our span and the current activity, as a span.</summary>
    /// <remarks>An activity that began inside the span, or where there is no span, is the parent of what comes next
    /// (RATIONALE "Why does a span stand in for another's activity?").</remarks>
    public static Span? Innermost(Span? span)
    {
        var activity = Activity.Current;
        if (activity is null || ReferenceEquals(activity, span?.Activity)) return span;
        if (KnownOf(activity) is { } known) return WithBaggageOf(activity, known);
        return (ActivityBridge.AreReported ? Reported(activity, span) : null)
            ?? StandIn(activity) ?? span;
    }

    // Code may have set it since the activity started.
    private static Span WithBaggageOf(Activity activity, Span span)
    {
        foreach (var (key, value) in activity.Baggage)
        {
            if (!string.IsNullOrEmpty(key) && value is not null && span.Context.Baggage[key] != value)
                return span.CarryingToo(ActivityValues.BaggageOf(activity));
        }
        return span;
    }

    // Nobody reports the activity to where our spans go, so it must not be their parent. In a handler without a carrier
    // it may be of another trace.
    private static Span? Reported(Activity activity, Span? span) =>
        Around(activity, span) ?? (span is { Activity: null } ? span : null);

    /// <summary>The span under which an activity began: the nearest around it that a reporter of ours
    /// reports.</summary>
    /// <param name="current">The current span, whatever activity is current.</param>
    /// <returns>Null: there is none in this process.</returns>
    public static Span? Around(Activity activity, Span? current)
    {
        var at = activity.Parent;
        for (var depth = 0; at is not null && depth < ActivityValues.MaxDepth; depth++, at = at.Parent)
        {
            if (current is not null && ReferenceEquals(at, current.Activity)) return current;
            if (KnownOf(at) is { IsReported: true } known) return known;
        }
        return null;
    }

    /// <summary>Makes a span that of an activity, for what begins under the activity.</summary>
    public static void Attach(Activity activity, Span span) => activity.SetCustomProperty(SpanProperty, span);

    /// <summary>The span of ours that belongs to an activity; null: none yet, or its sampling decision has
    /// changed.</summary>
    public static Span? KnownOf(Activity activity)
    {
        if (activity is SpanCarrier carrier) return carrier.Carried as Span;
        return activity.GetCustomProperty(SpanProperty) is Span known && known.Context.IsSampled == activity.Recorded
            ? known
            : null;
    }

    /// <summary>Copies to a span that is about to end what user code set on its activity. Where both have a value, the
    /// span's value is kept.</summary>
    /// <returns>The span's own events and links, for <see cref="Finish"/>.</returns>
    public static Own TakeFrom(Activity activity, Span span)
    {
        if (!activity.IsAllDataRequested) return Own.Nothing;
        try
        {
            return Copy(activity, span);
        }
#pragma warning disable CA1031 // A user's value whose ToString throws must not fail the traced code.
        catch (Exception)
#pragma warning restore CA1031
        {
            span.Tracer.Recorder.Drops.Count(DropReason.ListenerFailed);
            return Own.Nothing;
        }
    }

    /// <summary>Writes the content of a span that has ended to its activity, and stops the activity.</summary>
    /// <param name="own">Events and links that the activity does not have yet.</param>
    /// <param name="endUnixNanos">The end time; zero means now.</param>
    public static void Finish(Span span, Activity activity, in Own own, ulong endUnixNanos)
    {
        var ambient = Activity.Current;
        try
        {
            // Nobody listens to a carrier.
            if (activity.IsAllDataRequested && activity is not SpanCarrier) Write(activity, span, own);
            if (endUnixNanos != 0) activity.SetEndTime(ActivityValues.TimeOf(endUnixNanos).UtcDateTime);
            activity.Stop();
        }
#pragma warning disable CA1031 // Whatever a listener does, it must not reach the code that is traced.
        catch (Exception)
#pragma warning restore CA1031
        {
            span.Tracer.Recorder.Drops.Count(DropReason.ListenerFailed);
        }
        finally
        {
            ActivityBridge.MakeCurrent(ambient);
        }
    }

    /// <summary>Marks an activity as not recorded, because our sampler dropped what the listener's sampler kept. Nor is
    /// recorded what begins under it.</summary>
    public static void Drop(Activity activity)
    {
        activity.IsAllDataRequested = false;
        activity.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
    }

    /// <summary>The events and links that a span had before those of its activity were added.</summary>
    internal readonly record struct Own(ImmutableArray<SpanEvent> Events, ImmutableArray<SpanLink> Links)
    {
        public static Own Nothing => new([], []);
    }

    // Made once for each activity and kept with it, until its sampling decision changes.
    private static Span? StandIn(Activity activity)
    {
        if (activity.IdFormat != ActivityIdFormat.W3C) return null;
        var span = Span.StandingFor(activity, ActivityValues.ContextOf(activity));
        Attach(activity, span);
        return span;
    }

    private static Own Copy(Activity activity, Span span)
    {
        var own = new Own(span.Details?.Events ?? [], span.Details?.Links ?? []);
        if (activity.DisplayName != activity.OperationName) span.Rename(activity.DisplayName);
        foreach (ref readonly var tag in activity.EnumerateTagObjects())
            if (!span.HasTag(tag.Key)) span.SetTag(tag.Key, ActivityValues.ValueOf(tag.Value));
        foreach (ref readonly var happened in activity.EnumerateEvents())
        {
            span.AddEventAt(
                ActivityValues.UnixNanosOf(happened.Timestamp), happened.Name, ActivityValues.TagsOf(happened));
        }
        foreach (ref readonly var link in activity.EnumerateLinks())
            span.AddLink(ActivityValues.ContextOf(link.Context), ActivityValues.TagsOf(link));
        if (span.Status == SpanStatus.Unset && activity.Status != ActivityStatusCode.Unset)
            span.SetStatus((SpanStatus)activity.Status, activity.StatusDescription);
        return own;
    }

    // The activity gets all that our span says on the wire, so that a listener which exports it to our collector
    // yields exact traces.
    private static void Write(Activity activity, Span span, in Own own)
    {
        activity.DisplayName = span.Name;
        foreach (var tag in span.Tags) activity.SetTag(tag.Key, ActivityValues.ObjectOf(tag.Value));
        activity.SetTag(TracingTags.Children, (long)span.Children);
        if (span.MailboxWaitNanos >= 0) activity.SetTag(TracingTags.MailboxWaitNanos, span.MailboxWaitNanos);
        foreach (var (mark, key) in TracingTags.OfMarks)
            if ((span.Marks & mark) != 0) activity.SetTag(key, true);
        if (span.Status != SpanStatus.Unset)
            activity.SetStatus((ActivityStatusCode)span.Status, span.Details?.StatusMessage);
        foreach (var happened in own.Events) activity.AddEvent(ActivityValues.EventOf(happened));
        foreach (var link in own.Links) activity.AddLink(ActivityValues.LinkOf(link));
    }
}
