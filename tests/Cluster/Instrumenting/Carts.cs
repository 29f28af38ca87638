using Akka.Actor;
using Akka.Cluster.Sharding;

namespace Tracing.Clustering.Instrumenting;

/// <summary>Sharded entities of an application, without any tracing code.</summary>
internal static class Carts
{
    public const string TypeName = "carts";

    public static Task<IActorRef> StartAsync(ActorSystem system, bool remembers = false)
    {
        var bill = system.ActorOf(Props.Create(() => new Bill()));
        return ClusterSharding.Get(system).StartAsync(TypeName, id => Props.Create(() => new Cart(id, bill)),
            ClusterShardingSettings.Create(system).WithRememberEntities(remembers), new Extractor());
    }

    public sealed record ForCart(string Cart, string Item);

    /// <summary>An entity that sends each item to the node's bill, which answers.</summary>
    public sealed class Cart : ReceiveActor
    {
        public Cart(string id, IActorRef bill)
        {
            Receive<string>(item => item == "leave", _ => Context.Parent.Tell(new Passivate(PoisonPill.Instance)));
            Receive<string>(item => bill.Forward(new Line($"{id} on {Context.Parent.Path.Name} got {item}")));
        }
    }

    public sealed record Line(string Text);

    private sealed class Bill : ReceiveActor
    {
        public Bill() => Receive<Line>(line => Sender.Tell(line.Text));
    }

    public sealed class Extractor() : HashCodeMessageExtractor(10)
    {
        public override string? EntityId(object message) => (message as ForCart)?.Cart;

        public override object EntityMessage(object message) => ((ForCart)message).Item;
    }
}
