using Akka.Actor;
using Akka.Event;

namespace Tracing.Actors;

/// <summary>Records, on the sender's own thread, what it sends under a trace to an actor that is not there.</summary>
/// <remarks>For the instrumentation: there such a message has no envelope, so only the sender's context tells of its trace.
/// Not an actor, because an actor would be told on another thread.</remarks>
internal sealed class LossListener(IActorRefProvider provider, ActorTracing tracing, Instrumentation instrumentation)
    : MinimalActorRef
{
    public override ActorPath Path { get; } = provider.RootPath / "tracing-losses";

    public override IActorRefProvider Provider => provider;

    protected override void TellInternal(object message, IActorRef sender)
    {
        if (!TracingInUse.IsOn || message is not AllDeadLetters letter || letter is UnhandledMessage) return;
        if (Ambient.Span is not { } span || !IsLoss(letter)) return;
        Undelivered.Record(tracing, EnvelopeRules.Counted(span), letter.Message.GetType(),
            letter is Dropped dropped ? dropped.Reason : "dead letter", letter.Recipient?.Path, null);
    }

    private bool IsLoss(AllDeadLetters letter) =>
        EnvelopeRules.MayWrap(letter.Message) && letter.Message is not IWrappedMessage
        && instrumentation.Rules.Traces(letter.Message) && !IsLateReply(letter);

    // It comes in the name of the asker, and a reply is no act of its sender's.
    private bool IsLateReply(AllDeadLetters letter) =>
        letter.Sender is { } sender && EnvelopeRules.TakesBare(sender)
        && (letter.Recipient is null || letter.Recipient.Path.Equals(provider.DeadLetters.Path));
}
