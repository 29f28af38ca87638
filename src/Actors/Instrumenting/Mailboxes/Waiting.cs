using Akka.Actor;

namespace Tracing.Actors;

/// <summary>A message in a mailbox, and the trace that it belongs to.</summary>
/// <param name="Message">Never in an envelope.</param>
/// <param name="Trace">The <see cref="Span"/> under which it was sent, by which it is counted if it is sampled; its
/// <see cref="TraceEnvelope"/>, where there is more to say than that; null: it has none.</param>
/// <param name="SentMonotonicNanos">With a sampled span: when it was sent.</param>
internal readonly record struct Waiting(
    object Message, IActorRef Sender, object? Trace = null, long SentMonotonicNanos = 0)
{
    public Envelope Bare => new(Message, Sender);

    /// <summary>With its trace, for whoever else may open it.</summary>
    public Envelope Whole => Trace switch
    {
        null => Bare,
        TraceEnvelope envelope => new Envelope(envelope, Sender),
        _ => new Envelope(TraceEnvelope.Create(Message, new EnvelopeStamp(Trace, SentMonotonicNanos)), Sender),
    };
}
