using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Sharding;
using Akka.Event;
using Tracing.Actors;

namespace Tracing.Clustering;

/// <summary>Forwards a node's batches to their shards: through the node's own region or, when that has stopped, through
/// the region of another node.</summary>
/// <remarks>
/// A node that leaves hands its shards over first, which stops its region; it then still has spans for those shards.
/// Batches that are lost on the way are sent again by the reporter. Only those that come before there is a region are
/// kept here, and the reporter's credit bounds them. The death of a shard's node is not handled here or anywhere: the
/// shard starts on another node, and the new incarnation number in its first answer makes the reporter send again.
/// </remarks>
internal sealed class ShardRoute : ReceiveActor, IWithUnboundedStash
{
    public const string TypeName = "tracing-collector";

    private readonly Cluster _cluster;
    private readonly string _role;
    private readonly string _regionPath;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private IActorRef? _region;
    private int _nextNode;

    public ShardRoute(string role)
    {
        _cluster = Cluster.Get(Context.System);
        _role = role;
        _regionPath = $"/system/{Context.System.Settings.Config.GetString("akka.cluster.sharding.guardian-name", "sharding")}/{TypeName}";

        Receive<Use>(use =>
        {
            _region = use.Region;
            Context.Watch(use.Region);
            Become(Routing);
            Stash.UnstashAll();
        });
        Receive<Status.Failure>(failed => _log.Error(failed.Cause, "the proxy to the collector's shards could not be started"));
        Receive<TakeBatch>(_ => Stash.Stash());
    }

    public IStash Stash { get; set; } = null!;

    public static Props Props(string role) => Akka.Actor.Props.Create(() => new ShardRoute(role));

    protected override void PreStart()
    {
        // A node with the role gets a region of its own.
        if (_cluster.SelfRoles.Contains(_role)) return;
        ClusterSharding.Get(Context.System).StartProxyAsync(TypeName, _role, ShardExtractor.Instance)
            .PipeTo(Self, success: static region => new Use(region));
    }

    private void Routing()
    {
        Receive<Use>(use =>
        {
            _region = use.Region;
            Context.Watch(use.Region);
        });
        Receive<TakeBatch>(take =>
        {
            if (_region is not null) _region.Forward(take);
            else RegionOfAnotherNode()?.Tell(take, Sender);
        });
        Receive<Terminated>(gone =>
        {
            if (gone.ActorRef.Equals(_region)) _region = null;
        });
    }

    private ActorSelection? RegionOfAnotherNode()
    {
        Member[] others = [.. _cluster.State.Members.Where(IsReachable)];
        if (others.Length == 0) return null;
        // Each region knows where all shards are. Taking turns avoids asking one that is about to leave every time.
        var node = others[_nextNode++ % others.Length];
        return Context.ActorSelection($"{node.Address}{_regionPath}");
    }

    private bool IsReachable(Member member) => member.HasRole(_role) && !member.UniqueAddress.Equals(_cluster.SelfUniqueAddress)
        && member.Status is MemberStatus.Up or MemberStatus.WeaklyUp && !_cluster.State.Unreachable.Contains(member);

    /// <summary>A message: send through this region from now on.</summary>
    internal sealed record Use(IActorRef Region) : INoSerializationVerificationNeeded;
}
