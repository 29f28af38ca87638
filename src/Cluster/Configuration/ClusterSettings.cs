using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Configuration;
using Tracing.Actors;
using Tracing.Configuration;
using ConfigurationException = Tracing.Configuration.ConfigurationException;

namespace Tracing.Clustering;

/// <summary>Settings of the collector's shards on a cluster; <c>reference.conf</c> explains each key.</summary>
/// <param name="Role">The role of the nodes that have shards.</param>
/// <param name="InFlight">Batches that may be on their way to one shard.</param>
/// <param name="BatchBytes">Bytes of spans in one batch.</param>
/// <param name="Sharding">Sharding settings of the collector alone.</param>
public sealed record ClusterSettings(string Role, int InFlight, int BatchBytes, ClusterShardingSettings Sharding)
{
    /// <summary>Room in a frame for everything but the spans: paths of sender and receiver, names, lengths.</summary>
    private const long AroundBatch = 8 << 10;

    /// <summary>Settings for questions to other nodes' stores.</summary>
    internal QuerySettings Query { get; private init; } = new(TimeSpan.FromSeconds(3), 16 << 20, 64 << 10);

    private const string FrameSize = "akka.remote.dot-netty.tcp.maximum-frame-size";

    /// <summary>The defaults, with a paragraph for each key.</summary>
    public static Config Reference { get; } =
        ConfigurationFactory.ParseString(
            EmbeddedText.Read(typeof(ClusterSettings).Assembly, "Tracing.Cluster.reference.conf"));

    /// <exception cref="ConfigurationException">A value is unusable, a key is unknown, or the actor system is not part
    /// of a cluster.</exception>
    public static ClusterSettings Read(ActorSystem system)
    {
        ArgumentNullException.ThrowIfNull(system);
        var written = new HoconSource(system.Settings.Config);
        if (((ExtendedActorSystem)system).Provider is not Akka.Cluster.IClusterActorRefProvider)
            throw new ConfigurationException("akka.actor.provider", written.Find("akka.actor.provider") ?? "nothing", "must be cluster");
        UnknownKeys.Refuse(written, "tracing.cluster", new HoconSource(Reference));

        // Creates the extension, which adds akka.cluster.sharding's defaults to the settings that are read below.
        ClusterSharding.Get(system);
        var all = system.Settings.Config.WithFallback(Reference);
        var config = new ConfigReader(new HoconSource(all));
        var batchBytes = (int)config.Bytes("tracing.cluster.batch-bytes", 96 << 10, 8 << 10, 64 << 20);
        var frame = all.GetByteSize(FrameSize) ?? 0;
        if (frame < batchBytes + AroundBatch)
            throw config.Refuse("tracing.cluster.batch-bytes", $"{batchBytes}", $"must leave {AroundBatch} bytes of {FrameSize} = {frame}");
        var role = config.Text("tracing.cluster.role", "collector");
        return new ClusterSettings(role, config.Int("tracing.cluster.in-flight", 4, 1, 1024), batchBytes,
            ClusterShardingSettings
                .Create(
                    all.GetConfig("tracing.cluster.sharding").WithFallback(all.GetConfig("akka.cluster.sharding")),
                    all.GetConfig("akka.cluster.singleton"))
                .WithRole(role))
        {
            Query = new QuerySettings(
                config.Duration("tracing.cluster.query-timeout", TimeSpan.FromSeconds(3), TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(5)),
                (int)config.Bytes("tracing.cluster.max-answer-bytes", 16 << 20, 64 << 10, 1 << 30), batchBytes),
        };
    }
}
