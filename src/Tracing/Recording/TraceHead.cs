namespace Tracing;

/// <summary>What all spans have in common that one tracer makes in one trace: one object for all of them.</summary>
internal sealed class TraceHead
{
    private readonly TraceContext.Cargo? _carried;

    /// <param name="context">Any of the trace's, after this process has decided; its span is of no interest.</param>
    public TraceHead(Tracer tracer, in TraceContext context)
    {
        Tracer = tracer;
        TraceId = context.TraceId;
        Flags = context.Flags;
        Decision = context.Decision;
        _carried = context.Carried;
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
