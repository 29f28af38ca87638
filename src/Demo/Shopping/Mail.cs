using Akka.Actor;

namespace Tracing.Demo.Shopping;

/// <summary>Sends mails; nobody waits for it.</summary>
internal sealed class Mail : ReceiveActor
{
    public Mail(ShopHabits habits) => ReceiveAsync<Confirm>(_ => habits.WorkAsync(TimeSpan.FromMilliseconds(8)));
}
