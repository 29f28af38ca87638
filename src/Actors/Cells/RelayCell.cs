using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Dispatch;

namespace Tracing.Actors;

/// <summary>The cell of an Akka.NET actor that passes messages on: it makes no spans, and the trace goes on with what
/// the actor sends.</summary>
internal sealed class RelayCell(ActorSystemImpl system, IInternalActorRef self, Props props,
    MessageDispatcher dispatcher, IInternalActorRef parent, MailboxSeed seed, IInstrumentationPart part)
    : TracedCell(system, self, props, dispatcher, parent, seed)
{
    private readonly MailboxSeed _seed = seed;

    public override Envelope Capture(in Envelope envelope)
    {
        var message = RelayedMessage.Captured(envelope.Message, _seed, part);
        if (message is null) return base.Capture(envelope);
        return ReferenceEquals(message, envelope.Message) ? envelope : new Envelope(message, envelope.Sender);
    }

    protected override void ReceiveMessage(object message)
    {
        if (message is not TraceEnvelope traced)
        {
            base.ReceiveMessage(message);
            return;
        }
        switch (part.As(traced.Message))
        {
            case RelayedAs.Envelope: base.ReceiveMessage(message); break;
            case RelayedAs.AroundContent or RelayedAs.AroundContentToMany:
                base.ReceiveMessage(RelayedMessage.AroundContent(traced, part));
                break;
            default: ReceiveOpened(traced); break;
        }
    }

    private void ReceiveOpened(TraceEnvelope traced)
    {
        var outer = RelayedTrace.Exchange(traced);
        try
        {
            base.ReceiveMessage(traced.Message);
        }
        finally
        {
            RelayedTrace.Exchange(outer);
        }
    }
}
