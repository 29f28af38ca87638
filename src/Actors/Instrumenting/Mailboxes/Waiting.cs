using Akka.Actor;

namespace Tracing.Actors;

/// <summary>A message in a mailbox, and the trace that it belongs to.</summary>
/// <param name="Message">Never in an envelope.</param>
/// <param name="Trace">Its <see cref="TraceEnvelope"/>; or the <see cref="Span"/> under which it was sent, where that is
/// unsampled and all that there is to say; null: it has none.</param>
internal readonly record struct Waiting(object Message, IActorRef Sender, object? Trace = null)
{
    public Envelope Bare => new(Message, Sender);
}
