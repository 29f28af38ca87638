using System.Diagnostics;

namespace Tracing;

/// <summary>Whether this process uses .NET's activities, and the activities that our spans have for
/// listeners.</summary>
/// <remarks>
/// Any thread. While nobody listens and no activity was ever current, each question here is one field read. What knows
/// both spans and activities is <c>SpanActivity</c>.
/// </remarks>
internal static class ActivityBridge
{
    private static readonly ActivitySource _source = new(InstrumentationScope.Name, InstrumentationScope.Version);

    /// <summary>Longer than any request takes that was under way when this class was first used.</summary>
    private static readonly TimeSpan _doubt = TimeSpan.FromMinutes(1);

    // True until the doubt is over: an activity that became current earlier, on another thread, cannot be seen from
    // here.
    private static volatile bool _areUsed = true;

    private static volatile bool _wereSeen;

    private static volatile bool _areReported;

    private static volatile bool _othersListen;

    private static readonly Timer _endOfDoubt = new(static _ => EndDoubt(), null, _doubt, Timeout.InfiniteTimeSpan);

    static ActivityBridge()
    {
        Activity.CurrentChanged += NoteUse;
        if (Activity.Current is not null) NoteUse(null, default);
    }

    /// <summary>True once an activity has been current in this process; before that, <see cref="Activity.Current"/>
    /// need not be asked (RATIONALE "Why is asking for the current activity put off until there was one?").</summary>
    public static bool AreUsed => _areUsed;

    /// <summary>True once an activity has been current since this class was first used.</summary>
    public static bool WereSeen => _wereSeen;

    /// <summary>True while each span needs an activity: somebody, such as the OpenTelemetry SDK, wants our spans as
    /// activities, or activities of others that start under a span need one as their parent.</summary>
    public static bool AreListenedTo => _othersListen || _source.HasListeners();

    /// <summary>True while somebody else asks for our spans as activities.</summary>
    public static bool AreWanted => _source.HasListeners();

    /// <summary>True while a reporter of ours reports the spans of this process. Then nobody else gets our spans as
    /// activities, because each span would be reported twice.</summary>
    public static bool AreReported
    {
        get => _areReported;
        set => _areReported = value;
    }

    /// <summary>True while a reporter of ours reports, and somebody else listens to activities too: each span then has
    /// a <see cref="SpanCarrier"/>.</summary>
    public static bool OthersListen
    {
        get => _othersListen;
        set => _othersListen = value;
    }

    /// <summary>Starts to notice activities. To be called before the first message can be sent under one.</summary>
    public static void Watch()
    {
        // The static constructor does the work; the timer must live as long as the class.
        GC.KeepAlive(_endOfDoubt);
    }

    /// <summary>Ends the minute of doubt, for a process that is known to have had no activity before.</summary>
    public static void EndDoubt() => _areUsed = _wereSeen;

    /// <summary>Makes an activity for a span that is about to start; null when no listener wants it.</summary>
    /// <param name="parent">The context to continue; if it is not valid, the activity is a root.</param>
    /// <remarks>Does not make it the current activity; <c>ActiveSpan</c> does that. When a listener throws, the
    /// activity is missing and the span is not.</remarks>
    public static Activity? Start(
        string name, SpanKind kind, in TraceContext parent, bool isRemote, ulong startUnixNanos, DropCounters drops)
    {
        var ambient = Activity.Current;
        try
        {
            // Otherwise a root would take the current activity for its parent.
            if (ambient is not null) Activity.Current = null;
            if (_areReported) return _othersListen ? SpanCarrier.Begin(name, parent) : null;
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

    /// <summary>Makes this the current activity; one that has stopped counts as none.</summary>
    public static void MakeCurrent(Activity? activity)
    {
        if (activity is { IsStopped: true }) activity = null;
        if (!ReferenceEquals(Activity.Current, activity)) Activity.Current = activity;
    }

    private static void NoteUse(object? sender, ActivityChangedEventArgs change)
    {
        _wereSeen = true;
        _areUsed = true;
        // A current activity is a trace, so messages sent under it must be looked at.
        TracingInUse.TurnOn();
        Activity.CurrentChanged -= NoteUse;
    }
}
