using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster.Sharding;
using Tracing.Actors;
using Tracing.Assembling;
using Tracing.Configuration;
using Tracing.Contracts;
using Tracing.Sinks;

namespace Tracing.Clustering;

/// <summary>The shards of the collector that are on this node. They come and go as nodes do; what they close goes to
/// this node's sink. Any thread.</summary>
public sealed class ClusterCollector
{
    private static readonly TimeSpan _lastDrain = TimeSpan.FromSeconds(2);

    private readonly ShardSeats _seats;
    private readonly AssemblerSettings _settings;
    private readonly SharedSink _sink;

    internal ClusterCollector(ActorSystem system, ClusterSettings cluster, AssemblerSettings settings, ITraceSink sink)
    {
        var node = Akka.Cluster.Cluster.Get(system);
        if (!node.SelfRoles.Contains(cluster.Role))
            throw new ConfigurationException("akka.cluster.roles", string.Join(", ", node.SelfRoles), $"must have {cluster.Role} on a node with collector shards");
        _seats = new ShardSeats(node, cluster.Role);
        var budget = new AssemblyBudget(settings.MaxBytes, TraceShards.DefaultCount);
        (_settings, _sink) = (settings, new SharedSink(sink));
        var share = ShareOf(settings);
        var sharding = ClusterSharding.Get(system);
        Region = sharding.Start(ShardRoute.TypeName, id => PropsOf(ShardExtractor.ShardOf(id)), cluster.Sharding,
            ShardExtractor.Instance, sharding.DefaultShardAllocationStrategy(cluster.Sharding), CollectorActor.HandOver.Instance);

        Props PropsOf(int shard) =>
            CollectorActor.Props(share, _sink, _seats.Of(shard), shard: shard, budget: budget);
    }

    /// <summary>Takes batches for any shard, on this node or not.</summary>
    public IActorRef Region { get; }

    /// <summary>Shards that are here now, of <see cref="TraceShards.DefaultCount"/>.</summary>
    public ImmutableArray<int> Shards => _seats.Shards;

    /// <summary>Of this node's shards together, those that have left included in what they did; some 50 ms
    /// old.</summary>
    public CollectorCounts Counts => _seats.Counts;

    /// <summary>Closes what is open in this node's shards, and completes when it is in the sink.</summary>
    /// <returns>False: the time was up first.</returns>
    public async Task<bool> FlushAsync(TimeSpan atMost)
    {
        try
        {
            await Task.WhenAll(_seats.Collectors.Select(collector =>
                collector.Ask<CollectorActor.Flushed>(CollectorActor.Flush.Instance, atMost))).ConfigureAwait(false);
            return true;
        }
        catch (AskTimeoutException)
        {
            return false;
        }
    }

    /// <summary>Starts this node's part of the collector, and reports the node's own spans to it.</summary>
    /// <inheritdoc cref="ClusterTracing.Collect"/>
    public static ClusterCollector Start(ActorSystem system, AssemblerSettings settings, ITraceSink sink) =>
        ClusterTracing.For(system).Collect(settings, sink);

    /// <summary>Reports a node's spans to the collectors of its cluster; it needs no role.</summary>
    public static ActorTracing ReportTo(ActorSystem system) => ClusterTracing.For(system).Tracing;

    /// <summary>Stores, as the parts of traces that they are, the spans that this node still holds when it stops; the
    /// parts unite with what other nodes stored.</summary>
    /// <remarks>A node that leaves in order has brought all to others, but what they have not stored yet nobody would
    /// send again when they stop too. One on the losing side of a partition has not, and its own shards end without a
    /// word.</remarks>
    internal async Task StoreWhatIsLeftAsync(ActorTracing tracing, bool isDowned)
    {
        if (!isDowned) await tracing.DrainAsync(_lastDrain).ConfigureAwait(false);
        var assembler = new TraceAssembler(_settings with { Sampling = TailSampling.SamplingSettings.KeepAll });
        var now = TimeProvider.System.GetUtcNow();
        var closed = ImmutableArray.CreateBuilder<ClosedTrace>();
        var held = await tracing.HeldAsync(_lastDrain).ConfigureAwait(false);
        foreach (var batch in held.Batches) closed.AddRange(assembler.Add(batch.Spans, now));
        closed.AddRange(assembler.Flush(now));
        if (closed.Count > 0) await _sink.PutAsync(closed.DrainToImmutable()).ConfigureAwait(false);
        foreach (var holder in held.Holders) holder.Stored();
    }

    // What is remembered of closed traces is shared out, as if a quarter of the shards were here: a few nodes are the
    // rule, and one alone then takes four times as much at most. Open traces share one budget instead.
    private static AssemblerSettings ShareOf(AssemblerSettings all) => all with
    {
        RememberedSpans = all.RememberedSpans / (TraceShards.DefaultCount / 4),
        RememberedDrops = all.RememberedDrops / (TraceShards.DefaultCount / 4),
    };
}
