namespace Tracing.Clustering;

/// <summary>Tells the cluster's own messages, which its actors must get as they are, from what users send through
/// them.</summary>
internal static class OfCluster
{
    public static bool Is(object message) =>
        message.GetType().Assembly.GetName().Name?.StartsWith("Akka.Cluster", StringComparison.Ordinal) == true;
}
