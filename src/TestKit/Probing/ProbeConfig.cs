using Akka.Configuration;

namespace Tracing.Testing;

/// <summary>The settings that a system under test needs.</summary>
internal static class ProbeConfig
{
    public static Config With(string provider) => ConfigurationFactory.ParseString($$"""
        akka.actor.provider = "Tracing.Actors.{{provider}}, Tracing.Actors"
        tracing {
          sampler = always
          # A test waits for the spans.
          reporter.interval = 5ms
          # A trace that cannot be counted, such as one with activities of a library, is complete after this silence.
          collector.settle = 1s
        }
        """);
}
