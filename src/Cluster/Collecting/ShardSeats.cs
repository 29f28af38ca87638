using System.Collections.Concurrent;
using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster;
using Tracing.Actors;
using Tracing.Contracts;

namespace Tracing.Clustering;

/// <summary>Which shards are on this node, and how each stands. Any thread.</summary>
internal sealed class ShardSeats(Cluster cluster, string role)
{
    private readonly ConcurrentDictionary<int, Seat> _taken = new();

    // What shards did that have left again since.
    private CollectorCounts _left = CollectorCounts.None;

    public ImmutableArray<int> Shards => [.. _taken.Keys.Order()];

    /// <summary>Of all shards that are here or were, together; each at most a tick old.</summary>
    public CollectorCounts Counts => CollectorCounts.Sum([Volatile.Read(ref _left), .. _taken.Values.Select(seat => seat.Counts)]);

    public ImmutableArray<IActorRef> Collectors => [.. _taken.Values.Select(seat => seat.Collector).OfType<IActorRef>()];

    /// <summary>Another node can have this node's shards.</summary>
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
            // The next one may be in it already.
            if (!seats._taken.TryRemove(KeyValuePair.Create(shard, this))) return;
            var counts = Counts.Stopped();
            CollectorCounts before;
            do before = Volatile.Read(ref seats._left);
            while (Interlocked.CompareExchange(ref seats._left, CollectorCounts.Sum([before, counts]), before) != before);
        }
    }
}
