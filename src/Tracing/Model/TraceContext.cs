namespace Tracing;

/// <summary>What travels between services with a message: which trace, which span sent it, and what it carries
/// along.</summary>
/// <remarks>A value of 48 bytes; copying it allocates nothing. <c>default</c> is "no trace".</remarks>
public readonly record struct TraceContext
{
    private readonly Cargo? _cargo;

    /// <param name="traceId">The trace.</param>
    /// <param name="spanId">The span under which the message is sent.</param>
    /// <param name="flags">The W3C flags; without <see cref="TraceFlags.Sampled"/> receivers only pass it on.</param>
    /// <param name="parentSpanId">Parent of <paramref name="spanId"/> where known; B3 and the tutorial carry
    /// it.</param>
    /// <param name="traceState">The W3C tracestate header, unparsed, passed on as it came.</param>
    /// <param name="baggage">The application's own key-value pairs.</param>
    public TraceContext(TraceId traceId, SpanId spanId, TraceFlags flags, SpanId parentSpanId = default,
        string? traceState = null, Baggage? baggage = null)
        : this(traceId, spanId, flags, parentSpanId, Cargo.Of(traceState, baggage))
    {
    }

    internal TraceContext(TraceId traceId, SpanId spanId, TraceFlags flags, SpanId parentSpanId, Cargo? cargo)
        : this(traceId, spanId, flags, parentSpanId, cargo,
            (flags & TraceFlags.Sampled) != 0 ? CallerDecision.Keep
            : traceId.IsNone || spanId.IsNone ? CallerDecision.None : CallerDecision.Drop)
    {
    }

    internal TraceContext(TraceId traceId, SpanId spanId, TraceFlags flags, SpanId parentSpanId, Cargo? cargo,
        CallerDecision decision)
    {
        TraceId = traceId;
        SpanId = spanId;
        ParentSpanId = parentSpanId;
        Flags = FlagsOf(flags, decision);
        Decision = decision;
        _cargo = cargo;
    }

    public TraceId TraceId { get; }

    public SpanId SpanId { get; }

    public SpanId ParentSpanId { get; }

    public TraceFlags Flags { get; }

    /// <summary>The sender's word on recording; <see cref="Flags"/> say no more than sampled or not.</summary>
    /// <remarks>Of a context made from flags, Keep or Drop. May be there without ids: see
    /// <see cref="CallerDecision"/>.</remarks>
    public CallerDecision Decision { get; }

    public bool IsSampled => (Flags & TraceFlags.Sampled) != 0;

    /// <summary>Both ids are there. Anything else is no trace to continue.</summary>
    public bool IsValid => !TraceId.IsNone && !SpanId.IsNone;

    /// <summary>The W3C tracestate as received, or null.</summary>
    public string? TraceState => _cargo?.TraceState;

    public Baggage Baggage => _cargo?.Baggage ?? Baggage.Empty;

    internal Cargo? Carried => _cargo;

    /// <summary>The same context with other baggage; spans started under it hand it on.</summary>
    public TraceContext With(Baggage baggage) =>
        new(TraceId, SpanId, Flags, ParentSpanId, Cargo.Of(TraceState, baggage), Decision);

    /// <summary>The same context after this process has decided; what is kept stays Debug if it was.</summary>
    internal TraceContext Decided(bool keeps) =>
        new(TraceId, SpanId, Flags, ParentSpanId, _cargo, DecisionWhere(keeps));

    internal CallerDecision DecisionWhere(bool keeps) =>
        !keeps ? CallerDecision.Drop : Decision == CallerDecision.Debug ? Decision : CallerDecision.Keep;

    /// <summary>What a decision makes of the flags' sampled bit.</summary>
    internal static TraceFlags FlagsOf(TraceFlags flags, CallerDecision decision) =>
        decision >= CallerDecision.Keep ? flags | TraceFlags.Sampled : flags & ~TraceFlags.Sampled;

    /// <summary>What few contexts carry, kept out of the value so that the others do not pay for it.</summary>
    internal sealed record Cargo(string? TraceState, Baggage? Baggage)
    {
        public static Cargo? Of(string? traceState, Baggage? baggage)
        {
            if (string.IsNullOrEmpty(traceState)) traceState = null;
            if (baggage is { IsEmpty: true }) baggage = null;
            return traceState is null && baggage is null ? null : new Cargo(traceState, baggage);
        }
    }
}
