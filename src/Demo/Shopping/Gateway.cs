using Akka.Actor;

namespace Tracing.Demo.Shopping;

/// <summary>Stands where a web server would: each customer's request comes to it.</summary>
internal sealed class Gateway : ReceiveActor
{
    public Gateway(IActorRef orders) => Receive<Checkout>(order => orders.Forward(order));
}
