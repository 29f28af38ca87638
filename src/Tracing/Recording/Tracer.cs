using System.Reflection;
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

    public TraceClock Clock => Recorder.Clock;

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
        if (!parent.Context.IsSampled)
        {
            var isOne = ReferenceEquals(parent.Tracer, this) && parent.Activity is null;
            return isOne ? parent : Span.Passing(this, parent.Context);
        }
        var child = Child(name, parent.Context, kind, Clock.MonotonicNanos(), isRemote: false);
        if (!parent.CountChild()) child.MarkDetached();
        return child;
    }

    /// <summary>As the public one, at a moment that the caller may have read already.</summary>
    /// <remarks>Without one, the clock is read only for what is recorded: a quarter of a span's cost.</remarks>
    internal Span Start(string name, in TraceContext parent, SpanKind kind, long? monotonicNanos, bool isRemote = false)
    {
        var request = new SamplingRequest(parent, parent.TraceId, name, kind, Resource.ServiceName);
        var keeps = Recorder.Sampler.Decide(request).Keeps;
        var decided = parent.Decided(keeps);
        if (keeps) return Child(name, decided, kind, monotonicNanos ?? Clock.MonotonicNanos(), isRemote);
        var passing = Span.Passing(this, decided);
        // Current in the handler, so that what others start there is left out too. As a remote parent: listeners pass
        // on
        // what they do not record only from there.
        return ActivityBridge.AreListenedTo
            ? passing.Own(ActivityBridge.Start(
                name, kind, decided, isRemote: true, Clock.ToUnixNanos(Clock.MonotonicNanos()), Recorder.Drops))
            : passing;
    }

    /// <summary>A span under one of this process that has counted it already: of a message that was sent there.</summary>
    internal Span StartSent(string name, Span parent, SpanKind kind, long monotonicNanos) =>
        parent.IsSampled && Recorder.FollowsCallers
            ? Child(name, parent.ContextHere, kind, monotonicNanos, isRemote: false)
            : Start(name, parent.ContextHere, kind, monotonicNanos);

    /// <summary>Whether a message under this span needs no span of its own: nothing there would be recorded or seen, as with
    /// <see cref="StartChild"/>.</summary>
    internal bool Shares(Span span) =>
        !span.IsSampled && ReferenceEquals(span.Tracer, this) && span.Activity is null
        && Recorder.FollowsCallers && !ActivityBridge.AreListenedTo;

    private Span Child(string name, in TraceContext parent, SpanKind kind, long monotonicNanos, bool isRemote)
    {
        if (!ActivityBridge.AreListenedTo)
            return new Span(this, name, kind, ChildOf(parent, SpanId.NewRandom()), monotonicNanos);
        var activity =
            ActivityBridge.Start(name, kind, parent, isRemote, Clock.ToUnixNanos(monotonicNanos), Recorder.Drops);
        var id = activity is null ? SpanId.NewRandom() : ActivityValues.IdsOf(activity.Context).SpanId;
        return new Span(this, name, kind, ChildOf(parent, id), monotonicNanos).Own(activity);
    }

    private Span StartRootOf(in TraceContext caller, string name, SpanKind kind)
    {
        if (ActivityBridge.AreListenedTo) return StartListenedRootOf(caller, name, kind);
        var context = RootOf(caller, TraceId.NewRandom(), SpanId.NewRandom(), name, kind);
        return context.IsSampled
            ? new Span(this, name, kind, context, Clock.MonotonicNanos())
            : Span.Passing(this, context);
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
        var context = RootOf(caller, traceId, spanId, name, kind);
        if (context.IsSampled) return new Span(this, name, kind, context, now).Own(activity);
        if (activity is not null) ActivityContent.Drop(activity);
        return Span.Passing(this, context).Own(activity);
    }

    private TraceContext RootOf(in TraceContext caller, TraceId traceId, SpanId spanId, string name, SpanKind kind)
    {
        var request = new SamplingRequest(caller, traceId, name, kind, Resource.ServiceName);
        var decision = caller.Decided(Recorder.Sampler.Decide(request).Keeps).Decision;
        return new TraceContext(traceId, spanId, TraceFlags.Random, default, caller.Carried, decision);
    }

    private static TraceContext ChildOf(in TraceContext parent, SpanId id) =>
        new(parent.TraceId, id, parent.Flags, parent.SpanId, parent.Carried, parent.Decision);
}
