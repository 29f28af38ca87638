using Akka.Actor;

namespace Tracing.Actors;

/// <summary>Stands where the sender of a message is kept while the message waits, and says under which unsampled span it was
/// sent: one for all that a sender sends there, instead of an envelope each.</summary>
/// <remarks>Put there and taken out by the mailbox's queue alone. Who should meet it all the same finds the sender in all
/// that it does.</remarks>
internal sealed class UnsampledSender : MinimalActorRef
{
    // Most senders send more than once under a span, and do so on one thread.
    [ThreadStatic]
    private static UnsampledSender? _last;

    private UnsampledSender(IActorRef sender, Span span)
    {
        Sender = sender;
        Span = span;
    }

    public IActorRef Sender { get; }

    public Span Span { get; }

    public override ActorPath Path => Sender.Path;

    public override IActorRefProvider Provider => ((IInternalActorRef)Sender).Provider;

    /// <param name="envelope">Akka.NET's, with its real sender.</param>
    public static Envelope In(in Envelope envelope, Span span)
    {
        var known = _last;
        if (known is null || !ReferenceEquals(known.Span, span) || !ReferenceEquals(known.Sender, envelope.Sender))
            _last = known = new UnsampledSender(envelope.Sender, span);
        return new Envelope(envelope.Message, known);
    }

    protected override void TellInternal(object message, IActorRef sender) => Sender.Tell(message, sender);
}
