namespace Tracing;

/// <summary>The part of a trace that travels between services with a message: the ids of the trace and of the sending
/// span, the sender's decision, tracestate and baggage.</summary>
/// <remarks>A value of 48 bytes; copying it allocates nothing. <c>default</c> is "no trace".</remarks>
public readonly record struct TraceContext
{
    private readonly Cargo? _cargo;

    /// <param name="traceId">The trace.</param>
    /// <param name="spanId">The span under which the message is sent.</param>
    /// <param name="flags">The W3C flags; without <see cref="TraceFlags.Sampled"/> receivers only pass the context
    /// on.</param>
    /// <param name="parentSpanId">The parent of <paramref name="spanId"/>, where known; B3 and the tutorial carry
    /// it.</param>
    /// <param name="traceState">The W3C tracestate header, unparsed; it is passed on unchanged.</param>
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

    /// <summary>The sender's decision on recording. <see cref="Flags"/> can only say sampled or not.</summary>
    /// <remarks>Keep or Drop in a context that was made from flags. A decision may come without ids: see
    /// <see cref="CallerDecision"/>.</remarks>
    public CallerDecision Decision { get; }

    public bool IsSampled => (Flags & TraceFlags.Sampled) != 0;

    /// <summary>True when both ids are there; otherwise there is no trace to continue.</summary>
    public bool IsValid => !TraceId.IsNone && !SpanId.IsNone;

    /// <summary>The W3C tracestate as it was received, or null.</summary>
    public string? TraceState => _cargo?.TraceState;

    public Baggage Baggage => _cargo?.Baggage ?? Baggage.Empty;

    internal Cargo? Carried => _cargo;

    /// <summary>Origin of the span <see cref="SpanId"/>. Not part of the identity of a context.</summary>
    internal ContextOrigin Origin { get; private init; }

    /// <summary>A context with a decision and nothing else, or with the ids that a header named beside it.</summary>
    internal static TraceContext Saying(CallerDecision decision, TraceId traceId = default, SpanId spanId = default,
        SpanId parentSpanId = default) => new(traceId, spanId, TraceFlags.None, parentSpanId, cargo: null, decision);

    /// <summary>The same context with other baggage; spans started under it pass it on.</summary>
    public TraceContext With(Baggage baggage) =>
        new(TraceId, SpanId, Flags, ParentSpanId, Cargo.Of(TraceState, baggage, Turns), Decision) { Origin = Origin };

    /// <summary>The scheduled turns by which this context came about; null: none.</summary>
    internal ScheduledTurns? Turns => _cargo?.Turns;

    internal TraceContext With(ScheduledTurns turns) =>
        new(TraceId, SpanId, Flags, ParentSpanId, Cargo.Of(TraceState, _cargo?.Baggage, turns), Decision)
        {
            Origin = Origin,
        };

    public bool Equals(TraceContext other) =>
        TraceId == other.TraceId && SpanId == other.SpanId && ParentSpanId == other.ParentSpanId
        && Flags == other.Flags && Decision == other.Decision && _cargo == other._cargo;

    public override int GetHashCode() => HashCode.Combine(TraceId, SpanId, ParentSpanId, Flags, Decision, _cargo);

    /// <summary>The same context with another origin.</summary>
    internal TraceContext From(ContextOrigin origin) => this with { Origin = origin };

    /// <summary>The same context after this process has decided. A kept trace remains Debug if it was.</summary>
    internal TraceContext Decided(bool keeps) =>
        new(TraceId, SpanId, Flags, ParentSpanId, _cargo, DecisionWhere(keeps)) { Origin = Origin };

    internal CallerDecision DecisionWhere(bool keeps) =>
        !keeps ? CallerDecision.Drop : Decision == CallerDecision.Debug ? Decision : CallerDecision.Keep;

    /// <summary>The flags with the sampled bit that follows from a decision.</summary>
    internal static TraceFlags FlagsOf(TraceFlags flags, CallerDecision decision) =>
        decision >= CallerDecision.Keep ? flags | TraceFlags.Sampled : flags & ~TraceFlags.Sampled;

    /// <summary>The content that few contexts carry, in an object of its own so that other contexts do not pay for
    /// it.</summary>
    internal sealed record Cargo(string? TraceState, Baggage? Baggage, ScheduledTurns? Turns = null)
    {
        public static Cargo? Of(string? traceState, Baggage? baggage, ScheduledTurns? turns = null)
        {
            if (string.IsNullOrEmpty(traceState)) traceState = null;
            if (baggage is { IsEmpty: true }) baggage = null;
            return traceState is null && baggage is null && turns is null
                ? null
                : new Cargo(traceState, baggage, turns);
        }
    }
}
