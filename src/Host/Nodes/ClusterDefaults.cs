using Tracing.Configuration;

namespace Tracing.Hosting.Nodes;

/// <summary>hocon/cluster.conf: the settings of a node that is started without a file of its own.</summary>
internal static class ClusterDefaults
{
    public static string Hocon { get; } =
        EmbeddedText.Read(typeof(ClusterDefaults).Assembly, "Tracing.Host.cluster.conf");
}
