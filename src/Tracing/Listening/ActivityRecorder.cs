using System.Collections.Immutable;
using System.Diagnostics;
using Tracing.Propagation;
using Tracing.Sampling;

namespace Tracing;

/// <summary>Records the activities of chosen sources as spans, while a reporter of ours reports.</summary>
/// <remarks>
/// Decides with the recorder's sampler, counts each activity as a child of the span under which it began, and gives
/// activities in a handler that handler's span as their parent. Any thread. Whatever fails here is counted and does not
/// reach the code that is traced. See RATIONALE "Who records the activities of other libraries?".
/// </remarks>
internal sealed class ActivityRecorder : IDisposable
{
    private static readonly Lock _changing = new();
    private static ImmutableArray<ActivityRecorder> _all = [];

    private readonly Tracer _tracer;
    private readonly ImmutableArray<Glob> _sources;
    private readonly ActivityListener _listener;
    private Action? _wantedToo;

    private ActivityRecorder(Tracer tracer, ImmutableArray<string> sources, Action wantedToo)
    {
        _tracer = tracer;
        _wantedToo = wantedToo;
        _sources = [.. sources.Select(static pattern => new Glob(pattern))];
        _listener = new ActivityListener
        {
            ShouldListenTo = ListensTo,
            Sample = Sample,
            ActivityStarted = Started,
            ActivityStopped = Stopped,
        };
    }

    /// <summary>Starts to record, until the result is disposed.</summary>
    /// <param name="tracer">The tracer whose service the spans belong to.</param>
    /// <param name="sources">Patterns of names of activity sources; empty: no activity of another library is
    /// recorded.</param>
    /// <param name="wantedToo">Called once, on any thread, when somebody else asks for our spans as activities. They
    /// get none, because each span would be reported twice.</param>
    public static ActivityRecorder Start(Tracer tracer, ImmutableArray<string> sources, Action wantedToo)
    {
        var recorder = new ActivityRecorder(tracer, sources, wantedToo);
        lock (_changing)
        {
            _all = _all.Add(recorder);
            ActivityBridge.AreReported = true;
            OtherListeners.Watch();
            LibraryEvents.Subscribe();
        }
        ActivitySource.AddActivityListener(recorder._listener);
        OtherListeners.LookNow();
        return recorder;
    }

    public void Dispose()
    {
        lock (_changing)
        {
            _all = _all.Remove(this);
            if (_all.IsEmpty)
            {
                ActivityBridge.AreReported = false;
                OtherListeners.Stop();
                LibraryEvents.Unsubscribe();
            }
        }
        _listener.Dispose();
    }

    /// <summary>Tells each recorder, the first time only, that somebody else asks for our spans as
    /// activities.</summary>
    public static void SayWantedToo()
    {
        foreach (var recorder in _all) Interlocked.Exchange(ref recorder._wantedToo, null)?.Invoke();
    }

    /// <summary>True when some recorder of this process listens to the source.</summary>
    public static bool AnyListensTo(string source) => _all.Any(recorder => recorder.Matches(source));

    // The source of an activity that was made without one has an empty name.
    private bool ListensTo(ActivitySource source)
    {
        OtherListeners.Note(source);
        return !OtherListeners.IsProbe(source) && source.Name != InstrumentationScope.Name && Matches(source.Name);
    }

    private bool Matches(string source)
    {
        foreach (var pattern in _sources)
            if (pattern.Matches(source)) return true;
        return false;
    }

    private ActivitySamplingResult Sample(ref ActivityCreationOptions<ActivityContext> options)
    {
        try
        {
            return Decide(ref options);
        }
#pragma warning disable CA1031 // It runs within the library that starts the activity.
        catch (Exception)
#pragma warning restore CA1031
        {
            _tracer.Recorder.Drops.Count(DropReason.ListenerFailed);
            return ActivitySamplingResult.None;
        }
    }

    private ActivitySamplingResult Decide(ref ActivityCreationOptions<ActivityContext> options)
    {
        if (options.Parent == default)
        {
            // The trace id must not be read before the carrier is there: .NET would make one up.
            if (Activity.Current is null && ActiveSpan.OfOurs is { IsValid: true } span)
            {
                Carry(span);
                return span.IsSampled
                    ? ActivitySamplingResult.AllDataAndRecorded
                    : ActivitySamplingResult.PropagationData;
            }
            if (!StartsTraces(options.Kind)) return ActivitySamplingResult.None;
            var (traceId, _) = ActivityValues.IdsOf(new ActivityContext(options.TraceId, default, default));
            return Decide(default, traceId, options.Name, options.Kind);
        }
        if (Activity.Current is { } current && current.SpanId == options.Parent.SpanId)
        {
            if (current.Recorded) return ActivitySamplingResult.AllDataAndRecorded;
            if (!ActivityValues.IsUndecided(current)) return ActivitySamplingResult.PropagationData;
            if (!StartsTraces(options.Kind)) return ActivitySamplingResult.None;
            return Decide(default, ActivityValues.IdsOf(options.Parent).TraceId, options.Name, options.Kind);
        }
        var parent = ActivityValues.ContextOf(options.Parent);
        return Decide(parent, parent.TraceId, options.Name, options.Kind);
    }

    private ActivitySamplingResult Decide(in TraceContext parent, TraceId traceId, string name, ActivityKind kind)
    {
        var request = new SamplingRequest(
            parent, traceId, name, ActivityValues.KindOf(kind), _tracer.Resource.ServiceName);
        return _tracer.Recorder.Sampler.Decide(request).Keeps
            ? ActivitySamplingResult.AllDataAndRecorded
            : ActivitySamplingResult.PropagationData;
    }

    // A call that belongs to no trace starts none: exporters, health checks and clients of a process's own
    // infrastructure call all the time.
    private static bool StartsTraces(ActivityKind kind) => kind is not (ActivityKind.Client or ActivityKind.Producer);

    // One carrier for all activities of a handler. A handler in an unsampled trace shares its span with others, so
    // there each activity gets its own.
    private static void Carry(Span span)
    {
        if (span.Activity is { IsStopped: false } known)
        {
            ActivityBridge.MakeCurrent(known);
            return;
        }
        var carrier = SpanCarrier.Begin(span.Name, span.Context, span.Id);
        span.OwnLate(carrier);
    }

    private void Started(Activity activity)
    {
        try
        {
            if (!activity.Recorded || activity is SpanCarrier || activity.IdFormat != ActivityIdFormat.W3C) return;
            var parent = SpanActivity.Around(activity, ActiveSpan.OfOurs);
            if (parent is not null && parent.Context.TraceId != ActivityValues.IdsOf(activity.Context).TraceId)
                parent = null;
            // Two systems of one process both listen; the one whose trace it is records it.
            if (!ReferenceEquals(OwnerOf(parent), this) || SpanActivity.KnownOf(activity) is not null) return;
            var others = TraceState.WithoutOwn(activity.TraceStateString, out var sender);
            if (activity.HasRemoteParent) activity.TraceStateString = others;
            var isCounted = !sender.IsNone && sender == ActivityValues.ParentOf(activity);
            var span = _tracer.StartFor(activity, parent, isCounted, _tracer.Clock.MonotonicNanos());
            SpanActivity.Attach(activity, span);
            // The receiver of a call knows by it that its parent is a span of ours, which counts it.
            if (activity.Kind is ActivityKind.Client or ActivityKind.Producer)
                activity.TraceStateString = TraceState.WithOwn(others, span.Id);
        }
#pragma warning disable CA1031 // It runs within the library that starts the activity.
        catch (Exception)
#pragma warning restore CA1031
        {
            _tracer.Recorder.Drops.Count(DropReason.ListenerFailed);
        }
    }

    private static ActivityRecorder? OwnerOf(Span? parent)
    {
        var all = _all;
        if (parent is not null)
        {
            foreach (var recorder in all)
                if (ReferenceEquals(recorder._tracer.Recorder, parent.Tracer.Recorder)) return recorder;
        }
        return all.IsEmpty ? null : all[0];
    }

    private void Stopped(Activity activity)
    {
        if (activity is SpanCarrier || SpanActivity.KnownOf(activity) is not { IsReported: true } span) return;
        if (!ReferenceEquals(span.Tracer.Recorder, _tracer.Recorder)) return;
        SpanActivity.TakeFrom(activity, span);
        HttpStatus.Mark(activity, span);
        span.End();
    }
}
