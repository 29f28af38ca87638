using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster.Sharding;
using Tracing.Actors;
using Tracing.Assembling;
using Tracing.Configuration;
using Tracing.Contracts;
using Tracing.Sinks;
using Tracing.Wire.Spans;

namespace Tracing.Clustering;

/// <summary>The collector's shards on this node. Shards move when nodes join and leave; the traces that they close go
/// to this node's sink.</summary>
/// <remarks>Any thread. No code here reacts to the death of another node: Akka.NET starts its shards on other nodes,
/// and reporters see that from the new incarnation number in a shard's first answer. <c>ClusterTracing.Collect</c>
/// starts it.</remarks>
public sealed class ClusterCollector
{
    /// <summary>Spans that a shard may copy for a search, however many shards are asked.</summary>
    private const int MinCopiedSpans = 200;

    // Less than the time for which other nodes wait for an answer.
    private static readonly TimeSpan _lookTime = TimeSpan.FromSeconds(1);

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

    /// <summary>The shard region; it takes batches for any shard, on this node or not.</summary>
    public IActorRef Region { get; }

    /// <summary>Numbers of the shards on this node, out of <see cref="TraceShards.DefaultCount"/>.</summary>
    public ImmutableArray<int> Shards => _seats.Shards;

    /// <summary>Figures of this node's shards together, including those that have left. About 50 ms old.</summary>
    public CollectorCounts Counts => _seats.Counts;

    /// <summary>Has all shards of the cluster placed, so that the first spans need not wait for that.</summary>
    /// <remarks>For when all nodes are there: shards that are placed earlier move when further nodes join.</remarks>
    /// <returns>False: it took longer than <paramref name="atMost"/>; placing goes on.</returns>
    public async Task<bool> PlaceShardsAsync(TimeSpan atMost)
    {
        var sender = SpanId.NewRandom().Value;
        try
        {
            // A shard starts with its first batch, and answers an empty one at once.
            await Task.WhenAll(Enumerable.Range(0, TraceShards.DefaultCount).Select(shard => Region.Ask<BatchAnswered>(
                new TakeBatch(new BatchId(sender, shard + 1), SpanBatch.Empty, IsHeld: false, shard), atMost)))
                .ConfigureAwait(false);
            return true;
        }
        catch (AskTimeoutException)
        {
            return false;
        }
    }

    /// <summary>Closes the open traces of this node's shards, and completes when they are in the sink.</summary>
    /// <returns>False: it took longer than <paramref name="atMost"/>.</returns>
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

    /// <summary>Returns copies of traces that this node's shards have and that are not in the sink yet. A search sees
    /// what a shard had at its last tick, 50 ms ago at most.</summary>
    internal async Task<UnstoredTraces> UnstoredAsync(UnstoredAsk ask, CancellationToken stopping)
    {
        ImmutableArray<IActorRef> asked = ask.TraceId is not { } id ? _seats.Busy
            : _seats.CollectorOf(TraceShards.Of(id)) is { } one ? [one] : [];
        if (asked.IsEmpty) return UnstoredTraces.None;
        // The bound on copied spans is for the node, and each shard gets its share of it.
        var share = ask with { MaxSpans = Math.Max(MinCopiedSpans, ask.MaxSpans / asked.Length) };
        var answers = await Task.WhenAll(
            asked.Select(collector => AskAsync(collector, share, stopping))).ConfigureAwait(false);
        return UnstoredTraces.Of(answers, ask.MaxTraces);
    }

    private static async Task<UnstoredTraces?> AskAsync(
        IActorRef collector, UnstoredAsk ask, CancellationToken stopping)
    {
        try
        {
            var found = await collector.Ask<CollectorActor.UnstoredFound>(
                new CollectorActor.AskUnstored(ask), _lookTime, stopping).ConfigureAwait(false);
            return found.Traces;
        }
        catch (AskTimeoutException)
        {
            return null;
        }
    }

    /// <summary>Stores the spans that this node still holds when it stops, as parts of traces. Queries unite them with
    /// the parts that other nodes stored.</summary>
    /// <remarks>A node that leaves in order has sent its spans to other shards, but nobody would send them again if
    /// those stop before they store them. A node on the losing side of a partition could not send them, and its own
    /// shards end without handing over.</remarks>
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

    // Divides the memory of closed traces as if a quarter of the shards were here, which suits a few nodes; a node
    // alone takes up to four times as much. Open traces share one budget instead.
    private static AssemblerSettings ShareOf(AssemblerSettings all) => all with
    {
        RememberedSpans = all.RememberedSpans / (TraceShards.DefaultCount / 4),
        RememberedBytes = all.RememberedBytes / (TraceShards.DefaultCount / 4),
        RememberedDrops = all.RememberedDrops / (TraceShards.DefaultCount / 4),
    };
}
