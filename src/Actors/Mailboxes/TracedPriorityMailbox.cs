using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;

namespace Tracing.Actors;

/// <summary>An <see cref="UnboundedPriorityMailbox"/> whose priorities are decided on messages, not on their
/// envelopes.</summary>
public abstract class TracedPriorityMailbox(Settings settings, Config config) : UnboundedPriorityMailbox(settings, config)
{
    /// <summary>The priority of a message; lower ones are handled first.</summary>
    protected abstract int Priority(object message);

    protected sealed override int PriorityGenerator(object message) => Priority(TraceEnvelope.Unwrap(message));
}
