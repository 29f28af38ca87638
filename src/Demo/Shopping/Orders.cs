using Akka.Actor;

namespace Tracing.Demo.Shopping;

/// <summary>Takes an order through the shop: stock, again where it must, payments, mail.</summary>
internal sealed class Orders : ReceiveActor
{
    private const int Tries = 3;

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

    public Orders(IActorRef stock, IActorRef payments, IActorRef mail) => ReceiveAsync<Checkout>(async order =>
    {
        var customer = Sender;
        for (var attempt = 1; attempt <= Tries; attempt++)
            if ((await stock.Ask<Reserved>(new Reserve(order.Item), _patience)).IsThere)
                break;
        try
        {
            await payments.Ask<Charged>(new Charge(order.Id), _patience);
        }
        catch (CardRefusedException refused)
        {
            customer.Tell(new Status.Failure(refused));
            throw;
        }
        mail.Tell(new Confirm(order.Id));
        customer.Tell(new Receipt(order.Id));
    });
}
