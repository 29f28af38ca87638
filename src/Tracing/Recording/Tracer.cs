using System.Diagnostics;
using System.Runtime.CompilerServices;
using Tracing.Sampling;

namespace Tracing;

/// <summary>Starts the spans of one service. Immutable; share it.</summary>
public sealed class Tracer
{
    /// <summary>OTLP's scope: the name of the instrumentation that made the spans, and of our activity
    /// source.</summary>
    public const string ScopeName = InstrumentationScope.Name;

    private static Tracer _default =
        new SpanRecorder(new RecorderSettings { BufferCapacity = 2, Sampler = AlwaysOffSampler.Instance })
            .TracerFor("unknown_service");

    internal Tracer(SpanRecorder recorder, Resource resource)
    {
        Recorder = recorder;
        Clock = recorder.Clock;
        Resource = resource;
    }

    /// <summary>The tracer of code that names none, such as a <c>[TraceRoot]</c> method of a class that is no
    /// <c>ITracedService</c>. Records nothing until it is set.</summary>
    public static Tracer Default
    {
        get => Volatile.Read(ref _default);
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            Volatile.Write(ref _default, value);
        }
    }

    /// <summary>The version of the instrumentation that made the spans.</summary>
    public static string ScopeVersion => InstrumentationScope.Version;

    public SpanRecorder Recorder { get; }

    public Resource Resource { get; }

    public TraceClock Clock { get; }

    /// <summary>Starts a new trace; the sampler decides whether it is recorded.</summary>
    /// <param name="link">A context that caused this trace without being its parent; recorded as a link.</param>
    public Span StartRoot(string name, SpanKind kind = SpanKind.Internal, TraceContext link = default)
    {
        var span = StartRootOf(default, name, kind);
        if (link.IsValid) span.AddLink(link);
        return span;
    }

    /// <summary>Continues the trace of a message or a request; starts a new trace if the context names none.</summary>
    /// <remarks>A context that names no trace may still carry baggage or a decision (<c>b3: 0</c>); both are
    /// used.</remarks>
    public Span Start(string name, in TraceContext parent, SpanKind kind = SpanKind.Internal) =>
        parent.IsValid ? Start(name, parent, kind, monotonicNanos: null) : StartRootOf(parent, name, kind);

    /// <summary>Starts a child of a span of this process. The parent counts it; if the parent has ended, the child is
    /// marked as detached. Work that never ends under an ended span becomes linked traces of its own.</summary>
    /// <remarks>Under an unsampled parent nothing is recorded: the child passes the context on, and within one service
    /// the parent itself is returned.</remarks>
    public Span StartChild(string name, Span parent, SpanKind kind = SpanKind.Internal)
    {
        ArgumentNullException.ThrowIfNull(parent);
        if (!parent.IsSampled)
        {
            // Setting and ending such a span does nothing, so the child can be the same object.
            var isSame = ReferenceEquals(parent.Tracer, this) && parent.Activity is null;
            return isSame ? parent : Span.Passing(this, parent.Context);
        }
        var isCounted = parent.CountChild();
        if (!isCounted && !LateWork.Joins(parent)) return StartRoot(name, kind, parent.Context);
        var child = Child(name, HeadOf(parent), parent.Id, kind, Clock.MonotonicNanos());
        if (!isCounted) child.MarkDetached();
        return parent.StandsIn ? UnderStandIn(child, parent) : child;
    }

    /// <param name="monotonicNanos">The start; null: the clock is read, if the span is recorded.</param>
    /// <param name="near">The head of another span of the same trace, which is shared if it fits.</param>
    /// <param name="body">The body to record in; null: a new one.</param>
    /// <param name="isCounted">True: the parent has counted this span. If the trace is sampled the sampler is not asked,
    /// because the trace would lack the span.</param>
    private Span Start(string name, in TraceContext parent, SpanKind kind, long? monotonicNanos,
        TraceHead? near = null, SpanBody? body = null, bool isCounted = false)
    {
        var request = new SamplingRequest(parent, parent.TraceId, name, kind, Resource.ServiceName);
        var keeps = (isCounted && parent.IsSampled) || Recorder.Sampler.Decide(request).Keeps;
        var decided = parent.Decided(keeps);
        if (keeps)
        {
            var now = monotonicNanos ?? Clock.MonotonicNanos();
            var head = near is not null && near.Fits(this, decided.Decision)
                ? near
                : new TraceHead(this, decided) { BeganMonotonicNanos = now };
            var span = Child(name, head, decided.SpanId, kind, now, body);
            return parent.Origin == ContextOrigin.Own ? span : UnderForeign(span, parent.Origin);
        }
        var passing = Span.Passing(this, decided);
        // The activity is current in the handler, so that activities which other libraries start there are not recorded
        // either. Its parent is marked as remote, because listeners pass on an unrecorded trace only from a remote
        // parent.
        return ActivityBridge.AreListenedTo
            ? passing.Own(ActivityBridge.Start(
                name, kind, decided, isRemote: true, Clock.ToUnixNanos(Clock.MonotonicNanos()), Recorder.Drops))
            : passing;
    }

    /// <summary>Starts a root that uses the spare body if there is one; to be ended with
    /// <see cref="Span.EndNow"/>.</summary>
    internal Span StartRoot(string name, SpanKind kind, ref SpanBody? spare) =>
        StartRootOf(default, name, kind, spare).Lend(ref spare);

    /// <summary>Starts a root for work that a trace has led to without being its parent.</summary>
    internal Span StartLinked(string name, SpanKind kind, in TraceContext link, ref SpanBody? spare)
    {
        // Of the other trace's cargo only the turns go on: this trace must recognise its own.
        var caller = link.Turns is { } turns ? default(TraceContext).With(turns) : default;
        var span = StartRootOf(caller, name, kind, spare).Lend(ref spare);
        return link.IsSampled ? span.AddLink(link) : span;
    }

    /// <summary>Continues a trace from outside, with a spare body; see
    /// <see cref="StartRoot(string, SpanKind, ref SpanBody?)"/>.</summary>
    internal Span Start(
        string name, in TraceContext parent, SpanKind kind, long monotonicNanos, ref SpanBody? spare) =>
        Start(name, parent, kind, monotonicNanos, body: spare, isCounted: true).Lend(ref spare);

    /// <summary>Starts the span of a message that was sent under a span of this process, which has counted it already;
    /// with a spare body, see <see cref="StartRoot(string, SpanKind, ref SpanBody?)"/>.</summary>
    /// <param name="here">The state of the calling thread; null when it was not looked up.</param>
    internal Span StartSent(
        string name, Span parent, SpanKind kind, long monotonicNanos, ref SpanBody? spare, ThreadFlow? here = null)
    {
        var span = parent.IsSampled && (Recorder.FollowsCallers || !parent.IsForeign)
            ? Child(name, HeadOf(parent), parent.Id, kind, monotonicNanos, spare, here)
            : StartAsked(name, parent, kind, monotonicNanos, spare);
        if (parent.StandsIn) UnderStandIn(span, parent);
        return span.Lend(ref spare);
    }

    private static Span UnderForeign(Span span, ContextOrigin origin)
    {
        if (origin == ContextOrigin.ForeignCaller) span.MarkRemoteParent();
        return span.Mark(SpanMarks.ForeignParent);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Span UnderStandIn(Span span, Span parent) =>
        span.Mark(parent.IsElsewhere ? SpanMarks.RemoteParent : SpanMarks.ForeignParent);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private Span StartAsked(string name, Span parent, SpanKind kind, long monotonicNanos, SpanBody? spare) =>
        Start(name, parent.Context, kind, monotonicNanos, parent.Trace, spare);

    /// <summary>Starts a root that is not recorded, whatever the sampler says; nor is what it causes.</summary>
    internal Span StartDropped() => Span.Passing(
        new TraceHead(this, TraceId.NewRandom(), TraceFlags.Random, CallerDecision.Drop, carried: null),
        SpanId.NewRandom());

    /// <summary>Starts the span of an activity that a reporter of ours reports, with the activity's ids.</summary>
    /// <param name="parent">The span of this process under which the activity began, which counts it; null: there is
    /// none.</param>
    /// <param name="isCounted">True when a caller in another process counts the activity as its child.</param>
    internal Span StartFor(Activity activity, Span? parent, bool isCounted, long monotonicNanos)
    {
        var context = ActivityValues.ContextOf(activity);
        var kind = ActivityValues.KindOf(activity.Kind);
        var head = parent is { IsSampled: true } && parent.Trace.TraceId == context.TraceId
            ? HeadOf(parent)
            : new TraceHead(this, context.Decided(keeps: true)) { BeganMonotonicNanos = monotonicNanos };
        var parentId = parent?.Id ?? ActivityValues.ParentOf(activity);
        var span = new Span(head, context.SpanId, parentId, activity.DisplayName, kind, monotonicNanos).For(activity);
        if (parent is not null)
        {
            if (!parent.CountChild()) span.MarkDetached();
            return parent.StandsIn ? UnderStandIn(span, parent) : span;
        }
        if (parentId.IsNone) return span;
        if (activity.HasRemoteParent) span.MarkRemoteParent();
        // Nobody waits for a parent that is not reported here.
        return isCounted ? span : span.Mark(SpanMarks.ForeignParent);
    }

    /// <summary>True when a message under this span needs no span of its own, because nothing of it would be recorded
    /// or seen.</summary>
    internal bool Shares(Span span) =>
        !span.IsSampled && ReferenceEquals(span.Tracer, this) && span.Activity is null
        && Recorder.FollowsCallers && !ActivityBridge.AreListenedTo;

    private TraceHead HeadOf(Span parent) => ReferenceEquals(parent.Tracer, this) ? parent.Trace : OwnHeadOf(parent);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private TraceHead OwnHeadOf(Span parent) =>
        new(this, parent.Context) { BeganMonotonicNanos = parent.Trace.BeganMonotonicNanos };

    private Span Child(
        string name, TraceHead head, SpanId parent, SpanKind kind, long monotonicNanos, SpanBody? body = null,
        ThreadFlow? here = null)
    {
        return ActivityBridge.AreListenedTo
            ? ListenedChild(name, head, parent, kind, monotonicNanos, body)
            : new Span(head, here?.Ids.NewSpanId() ?? SpanId.NewRandom(), parent, name, kind, monotonicNanos, body);
    }

    // Rare paths are methods of their own; inlined, they would make each message clear their stack slots.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private Span ListenedChild(
        string name, TraceHead head, SpanId parent, SpanKind kind, long monotonicNanos, SpanBody? body)
    {
        var activity = ActivityBridge.Start(name, kind, head.At(parent, default), isRemote: false,
            Clock.ToUnixNanos(monotonicNanos), Recorder.Drops);
        var id = activity is null ? SpanId.NewRandom() : ActivityValues.IdsOf(activity.Context).SpanId;
        return new Span(head, id, parent, name, kind, monotonicNanos, body).Own(activity);
    }

    private Span StartRootOf(in TraceContext caller, string name, SpanKind kind, SpanBody? body = null)
    {
        if (ActivityBridge.AreListenedTo) return StartListenedRootOf(caller, name, kind);
        var here = ThreadFlow.Here;
        var head = RootHead(caller, here.Ids.NewTraceId(), name, kind);
        var id = here.Ids.NewSpanId();
        if (!head.IsSampled) return Span.Passing(head, id);
        head.BeganMonotonicNanos = Clock.MonotonicNanos();
        return new Span(head, id, default, name, kind, head.BeganMonotonicNanos, body);
    }

    // The ids of the listener's activity are used, because .NET lets nobody else choose the id of a root.
    private Span StartListenedRootOf(in TraceContext caller, string name, SpanKind kind)
    {
        var now = Clock.MonotonicNanos();
        var activity =
            ActivityBridge.Start(name, kind, caller, isRemote: false, Clock.ToUnixNanos(now), Recorder.Drops);
        var (traceId, spanId) = activity is null
            ? (TraceId.NewRandom(), SpanId.NewRandom())
            : ActivityValues.IdsOf(activity.Context);
        var head = RootHead(caller, traceId, name, kind);
        head.BeganMonotonicNanos = now;
        if (head.IsSampled)
        {
            if (activity is SpanCarrier) activity.ActivityTraceFlags |= ActivityTraceFlags.Recorded;
            return new Span(head, spanId, default, name, kind, now).Own(activity);
        }
        if (activity is not null) SpanActivity.Drop(activity);
        return Span.Passing(head, spanId).Own(activity);
    }

    private TraceHead RootHead(in TraceContext caller, TraceId traceId, string name, SpanKind kind)
    {
        var request = new SamplingRequest(caller, traceId, name, kind, Resource.ServiceName);
        var decision = caller.DecisionWhere(Recorder.Sampler.Decide(request).Keeps);
        return new TraceHead(this, traceId, TraceFlags.Random, decision, caller.Carried);
    }
}
