using Akka.Actor;

namespace Tracing.Actors;

/// <summary>Puts a message for another node into an envelope.</summary>
internal static class Leaving
{
    /// <param name="to">As in <see cref="EnvelopeRules.Wrap"/>.</param>
    public static object Wrap(object message, Span span, InstrumentationRules rules, ActorPath? to) =>
        rules.Traces(message)
            ? EnvelopeRules.Wrap(message, span, to, rules.ChainNanos)
            : WithoutSpan(message, span, rules);

    /// <summary>Returns a message that a relay sends to another node.</summary>
    /// <remarks>An envelope around its content moves to the outside, because the message's own serializer may be one that
    /// cannot write envelopes.</remarks>
    public static object Relayed(object message, InstrumentationParts parts)
    {
        message = parts.FromContent(message) ?? message;
        return message is TraceEnvelope { Stamp.Trace.Hidden: { } hidden } envelope
            ? Hidden(envelope.Message, hidden)
            : RelayedTrace.Wrap(message);
    }

    // The other node tells nobody how many children this span has got there, so the span becomes open-ended.
    private static object WithoutSpan(object message, Span span, InstrumentationRules rules)
    {
        if (!rules.Hides(message) || !EnvelopeRules.MayWrapWithin(message) || EnvelopeRules.IsTooLate(span))
            return message;
        var stamp = EnvelopeRules.OpenEnded(span);
        return stamp.IsDetached ? message : EnvelopeRules.Around(message, stamp with { IsHidden = true });
    }

    private static object Hidden(object message, HiddenTurn hidden)
    {
        // In this order: once the turn is released the span may be recorded.
        var stamp = EnvelopeRules.OpenEnded(hidden.Span);
        hidden.Release();
        return stamp.IsDetached ? message : TraceEnvelope.Create(message, stamp with { IsHidden = true });
    }
}
