namespace Tracing.Actors;

/// <summary>A message that gets no span: its handler runs under the span of the sender, which counts what the handler
/// sends.</summary>
/// <remarks>The sender's span is held until the handler is done, because a recorded span cannot count (RATIONALE "How
/// does a filter hide a span without cutting its trace?"). Any thread.</remarks>
internal sealed class HiddenTurn
{
    private SpanHold? _hold;

    private HiddenTurn(Span span)
    {
        Span = span;
        _hold = SpanHold.Of(span);
    }

    /// <summary>The span of the sender, or of the nearest sender before it that is not hidden.</summary>
    public Span Span { get; }

    /// <summary>Announces the message of a hidden turn under this span.</summary>
    public static HiddenTurn Under(Span span) => new(span);

    /// <summary>Returns the turn of a message that came from another node. The sender's span cannot count what the handler
    /// sends here, and is open-ended.</summary>
    public static HiddenTurn Elsewhere(Tracer tracer, in EnvelopeStamp stamp) =>
        new(Span.StandingFor(tracer, stamp.Context, stamp.Trace.BeganMonotonicNanos));

    /// <summary>Announces the same message once more, such as one that is stashed.</summary>
    public HiddenTurn Again() => new(Span);

    /// <summary>The turn is over, or will not come. Only the first call counts.</summary>
    public void Release() => Interlocked.Exchange(ref _hold, null)?.Release();
}
