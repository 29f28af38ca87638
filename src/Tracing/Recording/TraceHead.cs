namespace Tracing;

/// <summary>What all spans have in common that one tracer makes in one trace: one object for all of them.</summary>
internal sealed class TraceHead
{
    private readonly TraceContext.Cargo? _carried;

    /// <param name="decision">This process's; <paramref name="flags"/> follow it.</param>
    public TraceHead(
        Tracer tracer, TraceId traceId, TraceFlags flags, CallerDecision decision, TraceContext.Cargo? carried)
    {
        Tracer = tracer;
        TraceId = traceId;
        Flags = TraceContext.FlagsOf(flags, decision);
        Decision = decision;
        // Writing a reference is dear, also where it is none.
        if (carried is not null) _carried = carried;
    }

    /// <param name="context">Any of the trace's, after this process has decided; its span is of no interest.</param>
    public TraceHead(Tracer tracer, in TraceContext context)
        : this(tracer, context.TraceId, context.Flags, context.Decision, context.Carried)
    {
    }

    public Tracer Tracer { get; }

    public TraceId TraceId { get; }

    public TraceFlags Flags { get; }

    public CallerDecision Decision { get; }

    public bool IsSampled => (Flags & TraceFlags.Sampled) != 0;

    /// <summary>Whether it also says what this tracer's spans in the same trace have to say, under this decision.</summary>
    public bool Fits(Tracer tracer, CallerDecision decision) =>
        ReferenceEquals(Tracer, tracer) && Decision == decision;

    /// <summary>What a span of the trace sends along.</summary>
    public TraceContext At(SpanId span, SpanId parent) => new(TraceId, span, Flags, parent, _carried, Decision);
}
