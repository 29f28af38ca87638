using Akka.Actor;

namespace Tracing.Demo.Shopping;

/// <summary>Puts items aside one after the other, so that orders wait in its mailbox, and sometimes asks to be asked
/// again.</summary>
internal sealed class Stock : ReceiveActor
{
    private const double BusyShare = 0.15;

    public Stock(ShopHabits habits) => ReceiveAsync<Reserve>(async _ =>
    {
        var customer = Sender;
        await habits.WorkAsync(TimeSpan.FromMilliseconds(15));
        customer.Tell(new Reserved(!ShopHabits.Happens(BusyShare)));
    });
}
