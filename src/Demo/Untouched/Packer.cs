using Akka.Actor;

namespace Tracing.Demo.Untouched;

/// <summary>One of several behind a router.</summary>
internal sealed class Packer : ReceiveActor
{
    public Packer(ICanTell shelf) => Receive<Pack>(pack => shelf.Tell(pack.Order, Sender));
}
