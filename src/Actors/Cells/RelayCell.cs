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
        var message = Wrapped(envelope.Message, _seed, part);
        if (message is null) return base.Capture(envelope);
        return ReferenceEquals(message, envelope.Message) ? envelope : new Envelope(message, envelope.Sender);
    }

    /// <summary>Returns the message in the form that the part asks for; null: in the form that any actor
    /// gets.</summary>
    public static object? Wrapped(object message, MailboxSeed seed, IInstrumentationPart part)
    {
        if (message is TraceEnvelope) return message;
        var kind = part.As(message);
        if (kind == RelayedAs.Bare) return message;
        if (kind != RelayedAs.OpenedToMany || Ambient.Span is not { } span) return null;
        return EnvelopeRules.MayWrap(message) && seed.Instrumentation.Rules.Traces(message)
            ? TraceEnvelope.Create(message, EnvelopeRules.OpenEnded(span))
            : message;
    }

    protected override void ReceiveMessage(object message)
    {
        if (message is not TraceEnvelope traced || part.As(traced.Message) == RelayedAs.Envelope)
        {
            base.ReceiveMessage(message);
            return;
        }
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
