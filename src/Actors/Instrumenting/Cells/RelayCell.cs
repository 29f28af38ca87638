using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Dispatch;

namespace Tracing.Actors;

/// <summary>The cell of an actor of Akka.NET's that passes messages on: it makes no spans, and the trace goes on with what it
/// sends.</summary>
internal sealed class RelayCell(ActorSystemImpl system, IInternalActorRef self, Props props, MessageDispatcher dispatcher,
    IInternalActorRef parent, MailboxSeed seed, IInstrumentationPart part)
    : TracedCell(system, self, props, dispatcher, parent, seed)
{
    private readonly MailboxSeed _seed = seed;

    public override Envelope Capture(Envelope envelope)
    {
        if (envelope.Message is TraceEnvelope) return envelope;
        var kind = part.As(envelope.Message);
        if (kind == RelayedAs.Bare) return envelope;
        if (kind != RelayedAs.OpenedToMany || Ambient.Span is not { } span) return base.Capture(envelope);
        return EnvelopeRules.MayWrap(envelope.Message) && _seed.Instrumentation.Rules.Traces(envelope.Message)
            ? new Envelope(TraceEnvelope.Create(envelope.Message, EnvelopeRules.OpenEnded(span)), envelope.Sender)
            : envelope;
    }

    protected override void ReceiveMessage(object message)
    {
        if (message is not TraceEnvelope traced || part.As(traced.Message) == RelayedAs.Envelope)
        {
            base.ReceiveMessage(message);
            return;
        }
        var outer = Arrival.Relay(traced);
        try
        {
            base.ReceiveMessage(traced.Message);
        }
        finally
        {
            Arrival.Relay(outer);
        }
    }
}
