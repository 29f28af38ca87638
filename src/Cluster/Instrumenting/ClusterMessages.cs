namespace Tracing.Clustering;

/// <summary>Recognizes Akka.Cluster's own messages, which its actors must receive without an envelope.</summary>
internal static class ClusterMessages
{
    public static bool IsOwn(object message) =>
        message.GetType().Assembly.GetName().Name?.StartsWith("Akka.Cluster", StringComparison.Ordinal) == true;
}
