using Akka.Actor;
using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace Tracing.Actors;

/// <summary>Where messages go that no actor gets: those with a trace are recorded, and all go on bare to Akka.NET's own dead
/// letters.</summary>
internal sealed class TracedDeadLetters(IActorRefProvider provider, IInternalActorRef inner) : MinimalActorRef
{
    public override ActorPath Path => inner.Path;

    public override IActorRefProvider Provider => provider;

    public override void SendSystemMessage(ISystemMessage message) => inner.SendSystemMessage(message);

    protected override void TellInternal(object message, IActorRef sender) =>
        inner.Tell(TracingInUse.IsOn ? Seen(message, sender) : message, sender);

    private object Seen(object message, IActorRef sender)
    {
        var letter = message as DeadLetter;
        var content = letter?.Message ?? message;
        if (provider is not ITracedProvider { Instrumentation: { } instrumentation }) return message;
        if (content is TraceEnvelope envelope)
        {
            Undelivered.Record(instrumentation.Tracing, envelope, "dead letter", letter?.Recipient.Path);
            return letter is null
                ? envelope.Message
                : new DeadLetter(envelope.Message, letter.Sender, letter.Recipient);
        }
        if (Ambient.Span is { } span && IsTracedLoss(content, letter, sender, instrumentation.Rules))
        {
            Undelivered.Record(instrumentation.Tracing, EnvelopeRules.Counted(span), content.GetType(), "dead letter",
                letter?.Recipient.Path ?? Path, null);
        }
        return message;
    }

    // The late reply to an Ask is no act of its sender's; it comes here in the name of the asker.
    private static bool IsTracedLoss(object content, DeadLetter? letter, IActorRef? sender, InstrumentationRules rules) =>
        EnvelopeRules.MayWrap(content) && content is not IDeadLetterSuppression && rules.Traces(content)
        && !EnvelopeRules.TakesBare((letter?.Sender ?? sender) is { } from ? from : Nobody.Instance);
}
