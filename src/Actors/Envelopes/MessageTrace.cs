namespace Tracing.Actors;

/// <summary>The trace of one message: the span under which it was sent, the envelope that it travels in, or what came
/// with it from another process. The default value is no trace.</summary>
/// <remarks>One reference, so it costs no more than that in a mailbox, in a cell, or in each envelope.</remarks>
internal readonly record struct MessageTrace
{
    private readonly object? _value;

    private MessageTrace(object value) => _value = value;

    public bool IsNone => _value is null;

    /// <summary>The span of this process under which the message was sent; a sampled one counts it as its
    /// child.</summary>
    public Span? Span => _value as Span;

    /// <summary>The message's envelope, where there is more to say than one span.</summary>
    public TraceEnvelope? Envelope => _value as TraceEnvelope;

    /// <summary>The turn of a hidden actor or message; it has no span of its own.</summary>
    public HiddenTurn? Hidden => _value as HiddenTurn;

    public TraceContext Context => _value switch
    {
        Span span => span.Context,
        HiddenTurn hidden => hidden.Span.Context,
        TraceContext context => context,
        ArrivedContext arrived => arrived.Context,
        TraceEnvelope envelope => envelope.Context,
        _ => default,
    };

    /// <summary>Nanoseconds between the send in another process and the arrival here; 0: not known.</summary>
    public long WireNanos => _value is ArrivedContext arrived ? arrived.WireNanos : 0;

    /// <summary>When the trace began, by the clock of this process; 0: not known.</summary>
    public long BeganMonotonicNanos => _value switch
    {
        Span span => span.Trace.BeganMonotonicNanos,
        ArrivedContext arrived => arrived.BeganMonotonicNanos,
        _ => 0,
    };

    public static implicit operator MessageTrace(Span span) => new(span);

    public static implicit operator MessageTrace(HiddenTurn hidden) => new(hidden);

    public static implicit operator MessageTrace(TraceEnvelope envelope) => new(envelope);

    public static implicit operator MessageTrace(TraceContext context) => new(context);

    public static implicit operator MessageTrace(ArrivedContext arrived) => new(arrived);
}
