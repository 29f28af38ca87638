using Akka.Actor;

namespace Tracing.Actors;

/// <summary>A message in a mailbox, with its trace beside it.</summary>
/// <param name="Message">Never in an envelope.</param>
/// <param name="Trace">A span or an envelope; or none.</param>
/// <param name="SentMonotonicNanos">With a sampled span: when the message was sent. Otherwise 0.</param>
internal readonly record struct Waiting(
    object Message, IActorRef Sender, MessageTrace Trace = default, long SentMonotonicNanos = 0)
{
    public Envelope Bare => new(Message, Sender);

    /// <summary>The message in a <see cref="TraceEnvelope"/>, for actors and mailboxes that know nothing of traces
    /// beside messages.</summary>
    public Envelope Whole
    {
        get
        {
            if (Trace.IsNone) return Bare;
            var stamp = new EnvelopeStamp(Trace, SentMonotonicNanos);
            return new Envelope(Trace.Envelope ?? TraceEnvelope.Create(Message, stamp), Sender);
        }
    }
}
