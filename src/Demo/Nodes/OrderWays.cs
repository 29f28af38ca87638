using System.Collections.Immutable;
using Akka.Cluster;

namespace Tracing.Demo.Nodes;

/// <summary>Chooses the ways of this node's requests, and knows how many of them lead over each node. Any
/// thread.</summary>
/// <remarks>A node that is to stop is up until it has handed over its shards; only then do the others hear that it
/// leaves. So it tells them before (<see cref="MayLeave"/>): under one lock it is either counted or not chosen.</remarks>
internal sealed class OrderWays(Cluster cluster, string role)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<UniqueAddress, int> _underWay = [];
    private readonly HashSet<int> _avoided = [];

    /// <summary>Nodes of the demo that are up and in reach, without this one.</summary>
    public ImmutableArray<UniqueAddress> Others
    {
        get
        {
            var state = cluster.State;
            return [.. state.Members.Where(member => member.Status == MemberStatus.Up && member.HasRole(role)
                && !state.Unreachable.Contains(member) && !member.UniqueAddress.Equals(cluster.SelfUniqueAddress))
                .Select(member => member.UniqueAddress)];
        }
    }

    /// <summary>The way of a request that is under way until <see cref="End"/>.</summary>
    /// <param name="number">Takes its turn among the other nodes by it.</param>
    public OrderWay Begin(long number)
    {
        lock (_lock)
        {
            var way = Choose([.. Others.Where(node => !_avoided.Contains(node.Uid))], number);
            Count(way.Desk, 1);
            Count(way.Stock, 1);
            return way;
        }
    }

    public void End(OrderWay way)
    {
        lock (_lock)
        {
            Count(way.Desk, -1);
            Count(way.Stock, -1);
        }
    }

    /// <summary>Excludes a node from new requests.</summary>
    /// <returns>How often it is on the way of a request that is under way.</returns>
    public int Avoid(int uid)
    {
        lock (_lock)
        {
            // Those that are gone are nobody's way any more; so it stays as small as the cluster.
            _avoided.IntersectWith(cluster.State.Members.Select(member => member.UniqueAddress.Uid));
            _avoided.Add(uid);
            return _underWay.Where(node => node.Key.Uid == uid).Sum(node => node.Value);
        }
    }

    private OrderWay Choose(ImmutableArray<UniqueAddress> others, long number)
    {
        if (others.IsEmpty) return new OrderWay(cluster.SelfUniqueAddress, cluster.SelfUniqueAddress);
        var first = (int)(number % others.Length);
        // With two nodes the way leads there and back.
        var second = others.Length == 1 ? cluster.SelfUniqueAddress : others[(first + 1) % others.Length];
        return new OrderWay(others[first], second);
    }

    private void Count(UniqueAddress node, int step)
    {
        var count = _underWay.GetValueOrDefault(node) + step;
        if (count == 0) _underWay.Remove(node);
        else _underWay[node] = count;
    }
}
