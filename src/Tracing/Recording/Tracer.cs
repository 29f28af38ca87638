using System.Reflection;
using System.Runtime.CompilerServices;
using Tracing.Sampling;

namespace Tracing;

/// <summary>Starts the spans of one service. Immutable; share it.</summary>
public sealed class Tracer
{
    /// <summary>OTLP's scope: the instrumentation that made the spans.</summary>
    public const string ScopeName = "Tracing";

    private static Tracer _default =
        new(new SpanRecorder(new RecorderSettings { RingCapacity = 2, Sampler = AlwaysOffSampler.Instance }), new Resource("unknown_service"));

    internal Tracer(SpanRecorder recorder, Resource resource)
    {
        Recorder = recorder;
        Clock = recorder.Clock;
        Resource = resource;
    }

    /// <summary>The tracer of code that names none: a <c>[TraceRoot]</c> method of a class without one. Starts
    /// off.</summary>
    public static Tracer Default
    {
        get => Volatile.Read(ref _default);
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            Volatile.Write(ref _default, value);
        }
    }

    public static string ScopeVersion { get; } =
        typeof(Tracer).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
            .Split('+')[0] ?? "";

    public SpanRecorder Recorder { get; }

    public Resource Resource { get; }

    public TraceClock Clock { get; }

    /// <summary>Starts a new trace; the sampler decides whether it is recorded.</summary>
    /// <param name="link">A context that led here without being the parent; recorded as a link.</param>
    public Span StartRoot(string name, SpanKind kind = SpanKind.Internal, TraceContext link = default)
    {
        var span = StartRootOf(default, name, kind);
        if (link.IsValid) span.AddLink(link);
        return span;
    }

    /// <summary>Continues a trace that came with a message or a header; without one, starts a new trace.</summary>
    /// <remarks>A caller that names no trace may send baggage or a decision all the same (<c>b3: 0</c>).</remarks>
    public Span Start(string name, in TraceContext parent, SpanKind kind = SpanKind.Internal) =>
        parent.IsValid ? Start(name, parent, kind, monotonicNanos: null) : StartRootOf(parent, name, kind);

    /// <summary>A child of a span of this process; the parent counts it, or it says that it is detached.</summary>
    /// <remarks>A child of an unsampled parent only passes its context on: in one service it is the parent.</remarks>
    public Span StartChild(string name, Span parent, SpanKind kind = SpanKind.Internal)
    {
        ArgumentNullException.ThrowIfNull(parent);
        // Nothing can be set on such a span, and ending it does nothing: one does for all.
        if (!parent.IsSampled)
        {
            var isOne = ReferenceEquals(parent.Tracer, this) && parent.Activity is null;
            return isOne ? parent : Span.Passing(this, parent.Context);
        }
        var child = Child(name, HeadOf(parent), parent.Id, kind, Clock.MonotonicNanos());
        if (!parent.CountChild()) child.MarkDetached();
        return child;
    }

    /// <summary>As the public one, at a moment that the caller may have read already.</summary>
    /// <param name="near">What a span of the same trace has, which this one may be able to share.</param>
    /// <param name="body">To record in; null: a new one.</param>
    /// <remarks>Without one, the clock is read only for what is recorded: a quarter of a span's cost.</remarks>
    private Span Start(string name, in TraceContext parent, SpanKind kind, long? monotonicNanos,
        TraceHead? near = null, SpanBody? body = null)
    {
        var request = new SamplingRequest(parent, parent.TraceId, name, kind, Resource.ServiceName);
        var keeps = Recorder.Sampler.Decide(request).Keeps;
        var decided = parent.Decided(keeps);
        if (keeps)
        {
            var head = near is not null && near.Fits(this, decided.Decision) ? near : new TraceHead(this, decided);
            return Child(name, head, decided.SpanId, kind, monotonicNanos ?? Clock.MonotonicNanos(), body);
        }
        var passing = Span.Passing(this, decided);
        // Current in the handler, so that what others start there is left out too. As a remote parent: listeners pass
        // on
        // what they do not record only from there.
        return ActivityBridge.AreListenedTo
            ? passing.Own(ActivityBridge.Start(
                name, kind, decided, isRemote: true, Clock.ToUnixNanos(Clock.MonotonicNanos()), Recorder.Drops))
            : passing;
    }

    /// <summary>A root that records in a spare body if there is one, to be ended with
    /// <see cref="Span.EndNow"/>.</summary>
    internal Span StartRoot(string name, SpanKind kind, ref SpanBody? spare) =>
        StartRootOf(default, name, kind, spare).Lend(ref spare);

    /// <summary>As <see cref="StartRoot(string, SpanKind, ref SpanBody?)"/>, of what came from elsewhere at a moment that the
    /// caller has read.</summary>
    internal Span Start(
        string name, in TraceContext parent, SpanKind kind, long monotonicNanos, ref SpanBody? spare) =>
        Start(name, parent, kind, monotonicNanos, body: spare).Lend(ref spare);

    /// <summary>As <see cref="StartRoot(string, SpanKind, ref SpanBody?)"/>, under a span of this process that has counted it
    /// already: of a message that was sent there.</summary>
    /// <param name="here">Of this thread; null: nobody has looked.</param>
    internal Span StartSent(
        string name, Span parent, SpanKind kind, long monotonicNanos, ref SpanBody? spare, ThreadFlow? here = null)
    {
        var span = parent.IsSampled && Recorder.FollowsCallers
            ? Child(name, HeadOf(parent), parent.Id, kind, monotonicNanos, spare, here)
            : StartAsked(name, parent, kind, monotonicNanos, spare);
        return span.Lend(ref spare);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private Span StartAsked(string name, Span parent, SpanKind kind, long monotonicNanos, SpanBody? spare) =>
        Start(name, parent.Context, kind, monotonicNanos, parent.Trace, spare);

    /// <summary>Whether a message under this span needs no span of its own: nothing there would be recorded or seen, as with
    /// <see cref="StartChild"/>.</summary>
    internal bool Shares(Span span) =>
        !span.IsSampled && ReferenceEquals(span.Tracer, this) && span.Activity is null
        && Recorder.FollowsCallers && !ActivityBridge.AreListenedTo;

    private TraceHead HeadOf(Span parent) => ReferenceEquals(parent.Tracer, this) ? parent.Trace : OwnHeadOf(parent);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private TraceHead OwnHeadOf(Span parent) => new(this, parent.Context);

    private Span Child(
        string name, TraceHead head, SpanId parent, SpanKind kind, long monotonicNanos, SpanBody? body = null,
        ThreadFlow? here = null)
    {
        return ActivityBridge.AreListenedTo
            ? ListenedChild(name, head, parent, kind, monotonicNanos, body)
            : new Span(head, here?.NewSpanId() ?? SpanId.NewRandom(), parent, name, kind, monotonicNanos, body);
    }

    // Apart, as is what a message under a sampled span does not need: it would pay for the room.
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
        var head = RootHead(caller, here.NewTraceId(), name, kind);
        return head.IsSampled
            ? new Span(head, here.NewSpanId(), default, name, kind, Clock.MonotonicNanos(), body)
            : Span.Passing(head, here.NewSpanId());
    }

    // The listener's activity names the trace: .NET lets nobody else choose the id of a root.
    private Span StartListenedRootOf(in TraceContext caller, string name, SpanKind kind)
    {
        var now = Clock.MonotonicNanos();
        var activity =
            ActivityBridge.Start(name, kind, caller, isRemote: false, Clock.ToUnixNanos(now), Recorder.Drops);
        var (traceId, spanId) = activity is null
            ? (TraceId.NewRandom(), SpanId.NewRandom())
            : ActivityValues.IdsOf(activity.Context);
        var head = RootHead(caller, traceId, name, kind);
        if (head.IsSampled) return new Span(head, spanId, default, name, kind, now).Own(activity);
        if (activity is not null) ActivityContent.Drop(activity);
        return Span.Passing(head, spanId).Own(activity);
    }

    private TraceHead RootHead(in TraceContext caller, TraceId traceId, string name, SpanKind kind)
    {
        var request = new SamplingRequest(caller, traceId, name, kind, Resource.ServiceName);
        var decision = caller.DecisionWhere(Recorder.Sampler.Decide(request).Keeps);
        return new TraceHead(this, traceId, TraceFlags.Random, decision, caller.Carried);
    }
}
