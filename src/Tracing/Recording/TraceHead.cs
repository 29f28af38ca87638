namespace Tracing;

/// <summary>The part that all spans of one tracer in one trace have in common; one object for all of them.</summary>
internal sealed class TraceHead
{
    private readonly TraceContext.Cargo? _carried;

    /// <param name="decision">The decision of this process; the sampled bit of <paramref name="flags"/> is set by
    /// it.</param>
    public TraceHead(
        Tracer tracer, TraceId traceId, TraceFlags flags, CallerDecision decision, TraceContext.Cargo? carried)
    {
        Tracer = tracer;
        TraceId = traceId;
        Flags = TraceContext.FlagsOf(flags, decision);
        Decision = decision;
        // Writing a reference needs the GC's write barrier, also for null.
        if (carried is not null) _carried = carried;
    }

    /// <param name="context">Any context of the trace, after this process has decided; its span id is not used.</param>
    public TraceHead(Tracer tracer, in TraceContext context)
        : this(tracer, context.TraceId, context.Flags, context.Decision, context.Carried)
    {
    }

    public Tracer Tracer { get; }

    /// <summary>When the trace began in this process; set before the first span of the trace is seen.</summary>
    public long BeganMonotonicNanos { get; set; }

    /// <summary>The scheduled turns that led to these spans; null: none.</summary>
    public ScheduledTurns? Turns => _carried?.Turns;

    public TraceId TraceId { get; }

    public TraceFlags Flags { get; }

    public CallerDecision Decision { get; }

    public TraceContext.Cargo? Carried => _carried;

    public bool IsSampled => (Flags & TraceFlags.Sampled) != 0;

    /// <summary>True when spans of this tracer, in this trace and with this decision, can share the object.</summary>
    public bool Fits(Tracer tracer, CallerDecision decision) =>
        ReferenceEquals(Tracer, tracer) && Decision == decision;

    /// <summary>The context that a span of the trace sends along.</summary>
    /// <param name="isForeign">True for an activity that is not ours.</param>
    public TraceContext At(SpanId span, SpanId parent, bool isForeign = false)
    {
        var context = new TraceContext(TraceId, span, Flags, parent, _carried, Decision);
        return isForeign ? context.From(ContextOrigin.ForeignActivity) : context;
    }
}
