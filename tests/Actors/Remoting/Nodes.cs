using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;

namespace Tracing.Actors.Remoting;

/// <summary>More actor systems beside the test's own, on real sockets.</summary>
internal static class Nodes
{
    /// <summary>Settings for remoting on a free port of the loopback address.</summary>
    public const string Remoting = """
        akka.actor.provider = remote
        akka.remote.dot-netty.tcp { hostname = "127.0.0.1", port = 0 }
        akka.remote.log-remote-lifecycle-events = off
        """;

    /// <summary>The same settings, with a traced provider.</summary>
    public const string TracedRemoting = Remoting + """

        akka.actor.provider = "Tracing.Actors.TracedRemoteProvider, Tracing.Actors"
        """;

    public const string Extension = """akka.extensions = ["Tracing.Actors.ActorTracingProvider, Tracing.Actors"]""";

    public const string Quiet = """
        akka.loglevel = OFF, akka.stdout-loglevel = OFF, tracing.reporter.interval = 5ms
        tracing.instrumentation { start = "", starts-per-second = 0 }

        """;

    public static ActorSystem Start(string hocon = "", Setup? setup = null)
    {
        var bootstrap = BootstrapSetup.Create().WithConfig(ConfigurationFactory.ParseString(Quiet + Remoting + "\n" + hocon));
        return ActorSystem.Create("other", setup is null ? ActorSystemSetup.Create(bootstrap) : bootstrap.And(setup));
    }

    public static Address AddressOf(ActorSystem system) => ((ExtendedActorSystem)system).Provider.DefaultAddress;

    /// <summary>Returns the reference by which another node knows an actor.</summary>
    public static async Task<IActorRef> SeenFrom(ActorSystem system, IActorRef actor, ActorSystem home) =>
        await system.ActorSelection(new RootActorPath(AddressOf(home)) / actor.Path.Elements).ResolveOne(TimeSpan.FromSeconds(10));
}
