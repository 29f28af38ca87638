using System.Diagnostics;

namespace Tracing;

/// <summary>Where .NET's activities and our spans meet: others' activities are parents of our spans, and our spans are
/// activities for whoever listens.</summary>
/// <remarks>Any thread. While nobody listens and no activity was ever current, each question here is one field read.
/// </remarks>
internal static class ActivityBridge
{
    private const string SpanProperty = "tracing.span";

    private static readonly ActivitySource _source = new(Tracer.ScopeName, Tracer.ScopeVersion);

    /// <summary>Longer than a request is current that had begun before this class was first touched.</summary>
    private static readonly TimeSpan _doubt = TimeSpan.FromMinutes(1);

    // Until the doubt is over: what became current earlier, on another thread, cannot be seen from here.
    private static volatile bool _areUsed = true;

    private static volatile bool _areSeen;

    private static readonly Timer _deciding = new(static _ => EndDoubt(), null, _doubt, Timeout.InfiniteTimeSpan);

    static ActivityBridge()
    {
        Activity.CurrentChanged += NoteUse;
        if (Activity.Current is not null) NoteUse(null, default);
    }

    /// <summary>Some code of this process has had a current activity; before that, asking for one is not worth its
    /// price.</summary>
    public static bool AreUsed => _areUsed;

    /// <summary>Somebody (the OpenTelemetry SDK, a debugger's tool) wants our spans as activities.</summary>
    public static bool AreListenedTo => _source.HasListeners();

    /// <summary>Looks out for activities from now on: before a message can have been sent under one.</summary>
    public static void Watch()
    {
        // The static constructor does; the timer must live as long as the class.
        GC.KeepAlive(_deciding);
    }

    /// <summary>Believes what was seen so far. For a process that knows that it had no activity before; others wait a
    /// minute.</summary>
    public static void EndDoubt() => _areUsed = _areSeen;

    /// <summary>The innermost of our span and the current activity, as a span.</summary>
    /// <remarks>An activity that began inside the span, or where there is no span, is the parent of what comes
    /// next.</remarks>
    public static Span? Innermost(Span? span)
    {
        var activity = Activity.Current;
        if (activity is null || ReferenceEquals(activity, span?.Activity)) return span;
        return StandIn(activity) ?? span;
    }

    /// <summary>An activity of ours for a span that is about to start; null when nobody wants it.</summary>
    /// <param name="parent">The context to continue; not valid: a root.</param>
    /// <remarks>It is not made the current one; <see cref="ActiveSpan"/> does that. A listener that throws costs the
    /// activity, not the span.</remarks>
    public static Activity? Start(
        string name, SpanKind kind, in TraceContext parent, bool isRemote, ulong startUnixNanos, DropCounters drops)
    {
        var ambient = Activity.Current;
        try
        {
            // A root takes the current activity for its parent otherwise.
            if (ambient is not null) Activity.Current = null;
            var activity = _source.StartActivity(name, ActivityValues.KindOf(kind),
                ActivityValues.ContextOf(parent, isRemote), startTime: ActivityValues.TimeOf(startUnixNanos));
            if (activity is null) return null;
            foreach (var entry in parent.Baggage.Entries) activity.AddBaggage(entry.Key, entry.Value);
            return activity;
        }
#pragma warning disable CA1031 // Whatever a listener does, it must not reach the code that is traced.
        catch (Exception)
#pragma warning restore CA1031
        {
            drops.Count(DropReason.ListenerFailed);
            return null;
        }
        finally
        {
            MakeCurrent(ambient);
        }
    }

    /// <summary>Adds to a span that is about to end what user code wrote to its activity.</summary>
    public static ActivityContent.Own TakeFrom(Activity activity, Span span)
    {
        if (!activity.IsAllDataRequested) return ActivityContent.Own.Nothing;
        try
        {
            return ActivityContent.TakeFrom(activity, span);
        }
#pragma warning disable CA1031 // A user's value that does not like to become text.
        catch (Exception)
#pragma warning restore CA1031
        {
            span.Tracer.Recorder.Drops.Count(DropReason.ListenerFailed);
            return ActivityContent.Own.Nothing;
        }
    }

    /// <summary>Stops the activity of a span that has ended; it then holds what the span holds.</summary>
    /// <param name="endUnixNanos">Zero: now.</param>
    public static void Finish(Span span, Activity activity, in ActivityContent.Own own, ulong endUnixNanos)
    {
        var ambient = Activity.Current;
        try
        {
            if (activity.IsAllDataRequested) ActivityContent.WriteTo(activity, span, own);
            if (endUnixNanos != 0) activity.SetEndTime(ActivityValues.TimeOf(endUnixNanos).UtcDateTime);
            activity.Stop();
        }
#pragma warning disable CA1031 // As above.
        catch (Exception)
#pragma warning restore CA1031
        {
            span.Tracer.Recorder.Drops.Count(DropReason.ListenerFailed);
        }
        finally
        {
            MakeCurrent(ambient);
        }
    }

    /// <summary>Makes it the current activity where it is not yet; one that has stopped is none.</summary>
    public static void MakeCurrent(Activity? activity)
    {
        if (activity is { IsStopped: true }) activity = null;
        if (!ReferenceEquals(Activity.Current, activity)) Activity.Current = activity;
    }

    // Made once an activity, and kept with it.
    private static Span? StandIn(Activity activity)
    {
        if (activity.IdFormat != ActivityIdFormat.W3C) return null;
        if (activity.GetCustomProperty(SpanProperty) is Span known && known.Context.IsSampled == activity.Recorded)
            return known;
        var span = Span.StandingFor(activity, ActivityValues.ContextOf(activity));
        activity.SetCustomProperty(SpanProperty, span);
        return span;
    }

    private static void NoteUse(object? sender, ActivityChangedEventArgs change)
    {
        _areSeen = true;
        _areUsed = true;
        // A current activity is a trace, whose messages are to be looked at.
        TracingInUse.TurnOn();
        Activity.CurrentChanged -= NoteUse;
    }
}
