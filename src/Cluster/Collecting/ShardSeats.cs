using System.Collections.Concurrent;
using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster;
using Tracing.Actors;
using Tracing.Contracts;

namespace Tracing.Clustering;

/// <summary>The shards that are on this node, with their figures. Any thread.</summary>
internal sealed class ShardSeats(Cluster cluster, string role)
{
    private readonly ConcurrentDictionary<int, Seat> _taken = new();

    // Figures of the shards that have left this node.
    private CollectorCounts _left = CollectorCounts.None;

    public ImmutableArray<int> Shards => [.. _taken.Keys.Order()];

    /// <summary>The sum over all shards that are or were here; each is at most a tick old.</summary>
    public CollectorCounts Counts => CollectorCounts.Sum([Volatile.Read(ref _left), .. _taken.Values.Select(seat => seat.Counts)]);

    public ImmutableArray<IActorRef> Collectors => [.. _taken.Values.Select(seat => seat.Collector).OfType<IActorRef>()];

    /// <summary>The collector of a shard; null when the shard is not on this node.</summary>
    public IActorRef? CollectorOf(int shard) => _taken.GetValueOrDefault(shard)?.Collector;

    /// <summary>The collectors that had traces at their last tick, open or on their way to the sink.</summary>
    public ImmutableArray<IActorRef> Busy =>
    [
        .. _taken.Values.Where(seat => seat.Counts is { } counts && counts.OpenTraces + counts.WaitingTraces > 0)
            .Select(seat => seat.Collector).OfType<IActorRef>(),
    ];

    /// <summary>True when another node can take over this node's shards.</summary>
    public bool HasSuccessor => cluster.State is var state && state.Members.Any(member => member.HasRole(role)
        && member.Status is MemberStatus.Up or MemberStatus.WeaklyUp
        && !member.UniqueAddress.Equals(cluster.SelfUniqueAddress) && !state.Unreachable.Contains(member));

    public ICollectorSeat Of(int shard) => new Seat(this, shard);

    private sealed class Seat(ShardSeats seats, int shard) : ICollectorSeat
    {
        private CollectorCounts? _counts;

        public IActorRef? Collector { get; private set; }

        public CollectorCounts Counts => Volatile.Read(ref _counts) ?? CollectorCounts.None;

        public bool HasSuccessor => seats.HasSuccessor;

        public void Report(CollectorCounts counts) => Volatile.Write(ref _counts, counts);

        public void Enter(IActorRef collector)
        {
            Collector = collector;
            seats._taken[shard] = this;
        }

        public void Leave(IActorRef collector)
        {
            // The next collector of this shard may have entered already.
            if (!seats._taken.TryRemove(KeyValuePair.Create(shard, this))) return;
            var counts = Counts.Stopped();
            CollectorCounts before;
            do before = Volatile.Read(ref seats._left);
            while (Interlocked.CompareExchange(ref seats._left, CollectorCounts.Sum([before, counts]), before) != before);
        }
    }
}
