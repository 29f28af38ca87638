using Akka.Actor.Setup;
using Tracing.Clustering;
using Tracing.Contracts;
using Tracing.Sinks;

namespace Tracing.Hosting.Nodes;

/// <summary>A host whose collector is one node of a cluster.</summary>
/// <remarks>Owner of both: disposing stops the host, and with it the node.</remarks>
internal sealed class NodeHost : IAsyncDisposable
{
    private NodeHost(TracingHost host, ClusterEngine engine) => (Host, Engine) = (host, engine);

    public TracingHost Host { get; }

    public ClusterEngine Engine { get; }

    /// <summary>True once the cluster has removed this node; it must be started again.</summary>
    public bool WasDowned => Engine.System.WhenTerminated.IsCompleted;

    /// <param name="hocon">Empty: hocon/cluster.conf as it is in this assembly.</param>
    /// <param name="overrides">Values that win over it, by full key.</param>
    /// <param name="beside">Gets each closed trace after the store; null: nobody.</param>
    /// <param name="started">Called as soon as the actor system is there, before any node may send to it.</param>
    /// <exception cref="Configuration.ConfigurationException">A value is unusable; nothing is left running.</exception>
    public static async Task<NodeHost> StartAsync(
        HostSettings settings, string hocon, IEnumerable<KeyValuePair<string, string>> overrides, Action<string> tell,
        ITraceSink? beside = null, Setup? setup = null, Action<ClusterEngine>? started = null)
    {
        ClusterEngine? engine = null;
        var host = await TracingHost.StartAsync(settings, Start, tell,
            store => ClusterTraceStore.Start(engine!.System, store), CancellationToken.None);
        return new NodeHost(host, engine!);

        ICollectorEngine Start(ITraceSink sink)
        {
            engine = ClusterEngine.Start(hocon.Length > 0 ? hocon : ClusterDefaults.Hocon, overrides,
                settings.Assembler, beside is null ? sink : new TraceSinks(sink, beside), setup: setup);
            started?.Invoke(engine);
            return engine;
        }
    }

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}
