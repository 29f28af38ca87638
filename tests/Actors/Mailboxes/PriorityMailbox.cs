using Akka.Actor;
using Akka.Configuration;

namespace Tracing.Actors.Mailboxes;

public sealed class PriorityMailbox(Settings settings, Config config) : TracedPriorityMailbox(settings, config)
{
    protected override int Priority(object message) => message is int priority ? priority : 100;
}
