using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Serialization;

namespace Tracing.Clustering.Serializing;

/// <summary>A plain actor system with remoting on loopback. As a sender it sends any bytes under any serializer's
/// id.</summary>
internal sealed class ForeignSystem : IAsyncDisposable
{
    private static readonly Config _remote = ConfigurationFactory.ParseString("""
        akka {
          loglevel = OFF
          stdout-loglevel = OFF
          actor.provider = remote
          remote.dot-netty.tcp { hostname = "127.0.0.1", port = 0 }
        }
        """);

    private ForeignSystem(Setup? setup, string hocon = "")
    {
        var bootstrap = BootstrapSetup.Create().WithConfig(ConfigurationFactory.ParseString(hocon).WithFallback(_remote));
        System = ActorSystem.Create("foreign", setup is null ? ActorSystemSetup.Create(bootstrap) : bootstrap.And(setup));
    }

    public ActorSystem System { get; }

    public Address Address => ((ExtendedActorSystem)System).Provider.DefaultAddress;

    /// <param name="hocon">Settings that differ.</param>
    public static ForeignSystem Start(string hocon = "") => new(null, hocon);

    /// <summary>Starts a system that sends <see cref="RawMessage"/> with this id.</summary>
    public static ForeignSystem WithSerializer(int id) => new(SerializationSetup.Create(system =>
        [SerializerDetails.Create("raw", new RawSerializer(system, id), [typeof(RawMessage)])]));

    /// <summary>An actor of another system; nobody is asked whether it is there.</summary>
    public IActorRef Actor(Address address, string path) =>
        ((ExtendedActorSystem)System).Provider.ResolveActorRef($"{address}{path}");

    public async ValueTask DisposeAsync() => await System.Terminate();
}
