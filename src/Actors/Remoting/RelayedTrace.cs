namespace Tracing.Actors;

/// <summary>The envelope that a relay has opened: everything that the relay sends in this turn belongs to its
/// trace.</summary>
/// <remarks>For relays that must see the message, such as the mediator of a distributed publish-subscribe.</remarks>
internal static class RelayedTrace
{
    [ThreadStatic]
    private static TraceEnvelope? _opened;

    public static bool IsHere => _opened is not null;

    /// <summary>Sets the envelope that this thread relays; null: none any more.</summary>
    /// <returns>The one before.</returns>
    public static TraceEnvelope? Exchange(TraceEnvelope? envelope)
    {
        var before = _opened;
        if (envelope is not null) ThreadEnvelope.AreUsed();
        _opened = envelope;
        return before;
    }

    /// <summary>Returns an envelope with the relayed trace around this message; null where it must not be wrapped, or
    /// where nothing is relayed.</summary>
    public static TraceEnvelope? EnvelopeOf(object message) =>
        _opened is { } opened && EnvelopeRules.MayWrap(message) ? TraceEnvelope.Create(message, opened.Stamp) : null;

    /// <summary>Returns the message as it leaves this node: in an envelope with the relayed trace, or bare.</summary>
    public static object Wrap(object message) => EnvelopeOf(message) ?? message;
}
