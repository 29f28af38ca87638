using Akka.Actor;

namespace Tracing.Demo.Untouched;

/// <summary>Closed between customers: what comes too early waits in the stash.</summary>
internal sealed class Till : ReceiveActor, IWithStash
{
    private bool _isOpen;

    public Till(IActorRef packers)
    {
        Receive<Open>(_ =>
        {
            _isOpen = true;
            Stash.UnstashAll();
        });
        Receive<Pay>(_ => !_isOpen, _ => Stash.Stash());
        Receive<Pay>(pay =>
        {
            _isOpen = false;
            packers.Forward(new Pack(pay.Order));
        });
    }

    public IStash Stash { get; set; } = null!;
}
