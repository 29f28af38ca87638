using Akka.Configuration;

namespace Tracing.Clustering;

/// <summary>The serializers of a host's node: those that make only objects of known types.</summary>
/// <remarks>See RATIONALE "Which serializers does a node have?".</remarks>
internal static class NodeSerializers
{
    /// <summary>Settings below those of the operator, who can bind further serializers.</summary>
    public static Config Settings { get; } = ConfigurationFactory.ParseString("""
        akka.actor {
          serializers {
            json = "Tracing.Clustering.RefusedSerializer, Tracing.Cluster"
            proto = "Tracing.Clustering.RefusedSerializer, Tracing.Cluster"
            daemon-create = "Tracing.Clustering.RefusedSerializer, Tracing.Cluster"
            reliable-delivery = "Tracing.Clustering.RefusedSerializer, Tracing.Cluster"
            akka-misc = "Tracing.Clustering.PlainMiscSerializer, Tracing.Cluster"
            akka-system-msg = "Tracing.Clustering.PlainSystemSerializer, Tracing.Cluster"
          }
          serialization-settings {
            json { refused-id = 1, refused = "objects of any type that a message names" }
            proto { refused-id = 2, refused = "objects of any type that a message names" }
            daemon-create { refused-id = 3, refused = "actors of any type that a message names" }
            reliable-delivery { refused-id = 36, refused = "messages of any type that a message names" }
          }
        }
        """);
}
