using Akka.Actor;
using Akka.Event;

namespace Tracing.Actors;

/// <summary>Records the loss of a message that is sent under a trace to an actor that is not there, and marks the span
/// of a message that its actor does not handle.</summary>
/// <remarks>For instrumented systems. A lost message has no envelope there, so only the sender's thread knows its
/// trace; an actor would be told on another thread, therefore this is none.</remarks>
internal sealed class LossListener(IActorRefProvider provider, Instrumentation instrumentation) : MinimalActorRef
{
    public override ActorPath Path { get; } = provider.RootPath / "tracing-losses";

    public override IActorRefProvider Provider => provider;

    public void Subscribe(EventStream events) => events.Subscribe(this, typeof(AllDeadLetters));

    protected override void TellInternal(object message, IActorRef sender)
    {
        if (!TracingInUse.IsOn || message is not AllDeadLetters letter) return;
        if (instrumentation.Started is not { } tracing) return;
        if (letter is not UnhandledMessage && ThreadEnvelope.Of(letter.Message) is { } envelope)
        {
            Undelivered.Record(tracing.Tracer, envelope, Reason(letter), letter.Recipient?.Path);
            return;
        }
        if (Ambient.Span is not { } span) return;
        // The actor publishes it itself, within its handler.
        if (letter is UnhandledMessage)
        {
            // The span of a hidden turn is the sender's.
            if (!RunningHandler.IsHidden) span.MarkUnhandled();
            return;
        }
        if (!IsLoss(letter)) return;
        Undelivered.Record(tracing.Tracer, EnvelopeRules.Counted(span), letter.Message.GetType(),
            Reason(letter), letter.Recipient?.Path, null);
    }

    private static string Reason(AllDeadLetters letter) => letter is Dropped dropped ? dropped.Reason : "dead letter";

    private bool IsLoss(AllDeadLetters letter) =>
        EnvelopeRules.MayWrap(letter.Message) && letter.Message is not IWrappedMessage
        && instrumentation.Rules.Traces(letter.Message) && !IsLateReply(letter) && !IsOfStreams(letter);

    // Stages run under the span of the handler that started the stream. What they tell each other is none of its acts.
    private static bool IsOfStreams(AllDeadLetters letter) =>
        letter.Message.GetType().Namespace?.StartsWith("Akka.Streams", StringComparison.Ordinal) == true;

    // A late reply to an Ask comes with the asker as its sender. A reply is not an act of the actor that sends it.
    private bool IsLateReply(AllDeadLetters letter) =>
        letter.Sender is { } sender && EnvelopeRules.TakesBare(sender)
        && (letter.Recipient is null || letter.Recipient.Path.Equals(provider.DeadLetters.Path));
}
