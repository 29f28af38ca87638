using Akka.Actor;

namespace Tracing.Testing;

/// <summary>Packs what is there, and fails for the order "none".</summary>
internal sealed class Packer : ReceiveActor
{
    public Packer() => Receive<Pack>(pack =>
    {
        if (pack.Order == "none") throw new InvalidOperationException("out of stock");
        Sender.Tell(new Packed(pack.Order));
    });
}
