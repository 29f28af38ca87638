using Akka.Actor;

namespace Tracing.Demo.Untouched;

/// <summary>Takes orders. Like all actors here, it knows nothing of tracing.</summary>
internal sealed class Shop : ReceiveActor
{
    public Shop(IActorRef till) => Receive<Order>(order =>
    {
        till.Forward(new Pay(order));
        till.Tell(new Open());
    });
}
