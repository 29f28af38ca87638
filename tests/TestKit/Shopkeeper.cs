using Akka.Actor;

namespace Tracing.Testing;

/// <summary>Takes the money, and has the goods packed.</summary>
internal sealed class Shopkeeper : ReceiveActor
{
    public Shopkeeper(IActorRef packer)
    {
        Receive<Buy>(buy =>
        {
            Span.Current?.SetTag("order.id", buy.Order).SetTag("order.items", 2);
            Self.Forward(new Paid(buy.Order));
        });
        Receive<Paid>(paid =>
        {
            Span.Current?.AddEvent("paid", new Tag("amount", 12));
            packer.Forward(new Pack(paid.Order));
        });
    }
}
