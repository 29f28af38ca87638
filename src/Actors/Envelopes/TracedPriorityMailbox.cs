using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;

namespace Tracing.Actors;

/// <summary>An <see cref="UnboundedPriorityMailbox"/> that decides priorities on the messages inside
/// envelopes.</summary>
/// <remarks>For the explicit form; under a traced provider any mailbox sees bare messages.</remarks>
public abstract class TracedPriorityMailbox(Settings settings, Config config)
    : UnboundedPriorityMailbox(settings, config)
{
    /// <summary>The priority of a message; lower ones are handled first.</summary>
    protected abstract int Priority(object message);

    protected sealed override int PriorityGenerator(object message) => Priority(TraceEnvelope.Unwrap(message));
}
