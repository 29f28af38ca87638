using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;

namespace Tracing.Actors.Instrumenting.Mailboxes;

public sealed class PlainPriorityMailbox(Settings settings, Config config) : UnboundedPriorityMailbox(settings, config)
{
    protected override int PriorityGenerator(object message) => message is int priority ? priority : 100;
}
