using Akka.Actor;

namespace Tracing.Demo.Untouched;

/// <summary>Lies on another node.</summary>
internal sealed class Shelf : ReceiveActor
{
    public Shelf() => Receive<Order>(order => Sender.Tell(new Order($"{order.Item}, packed")));
}
