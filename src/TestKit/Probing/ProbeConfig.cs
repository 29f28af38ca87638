using Akka.Configuration;

namespace Tracing.Testing;

/// <summary>The settings that a system under test needs.</summary>
internal static class ProbeConfig
{
    /// <summary>A free port of this machine alone.</summary>
    public static Config Remoting { get; } = ConfigurationFactory.ParseString("""
        akka.remote.dot-netty.tcp {
          hostname = "127.0.0.1"
          port = 0
        }
        """);

    public static Config With(string provider) => ConfigurationFactory.ParseString($$"""
        akka.actor.provider = "Tracing.Actors.{{provider}}, Tracing.Actors"
        tracing {
          sampler = always
          # A test waits for the spans.
          reporter.interval = 5ms
          # A test says where a trace starts.
          instrumentation.start = ""
          # A trace that cannot be counted, such as one with activities of a library, is complete after this silence.
          collector.settle = 1s
        }
        """);
}
