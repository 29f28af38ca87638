using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Dispatch;

namespace Tracing.Actors;

/// <summary>The cell of Akka.NET's reader of messages from another node.</summary>
internal sealed class ReaderCell(ActorSystemImpl system, IInternalActorRef self, Props props,
    MessageDispatcher dispatcher, IInternalActorRef parent, MailboxSeed seed)
    : TracedCell(system, self, props, dispatcher, parent, seed)
{
    private readonly Instrumentation _instrumentation = seed.Instrumentation;

    public static bool IsFor(Type actor) => actor.FullName == "Akka.Remote.EndpointReader";

    protected override void ReceiveMessage(object message)
    {
        Arrival.Open();
        try
        {
            ReceiveBare(message);
        }
        finally
        {
            Arrival.Close(_instrumentation.Tracing.Tracer);
        }
    }
}
