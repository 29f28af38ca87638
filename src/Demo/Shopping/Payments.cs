using Akka.Actor;

namespace Tracing.Demo.Shopping;

/// <summary>Takes money. A card that is refused fails the handler.</summary>
internal sealed class Payments : ReceiveActor
{
    private const double RefusedShare = 0.08;

    public Payments(ShopHabits habits) => ReceiveAsync<Charge>(async charge =>
    {
        var customer = Sender;
        await habits.WorkAsync(TimeSpan.FromMilliseconds(30));
        if (ShopHabits.Happens(RefusedShare))
        {
            var refused = new CardRefusedException($"the card for {charge.Id} was refused");
            customer.Tell(new Status.Failure(refused));
            throw refused;
        }
        customer.Tell(new Charged());
    });
}
