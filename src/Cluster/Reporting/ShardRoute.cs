using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Sharding;
using Akka.Event;
using Tracing.Actors;

namespace Tracing.Clustering;

/// <summary>Passes a node's batches on to their shards: through the node's own region, and, when that has stopped,
/// through any other's.</summary>
/// <remarks>
/// A node that leaves hands its shards over first, and then still has spans to send to their new places; its region is
/// gone by then. What is lost on the way is the reporter's to send again, so nothing is kept here but what comes before
/// there is a region at all, which the reporter's credit bounds.
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
        Receive<Status.Failure>(failed => _log.Error(failed.Cause, "no way to the collector's shards"));
        Receive<TakeBatch>(_ => Stash.Stash());
    }

    public IStash Stash { get; set; } = null!;

    public static Props Props(string role) => Akka.Actor.Props.Create(() => new ShardRoute(role));

    protected override void PreStart()
    {
        // A node with the role will have a region of its own.
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
            else Elsewhere()?.Tell(take, Sender);
        });
        Receive<Terminated>(gone =>
        {
            if (gone.ActorRef.Equals(_region)) _region = null;
        });
    }

    private ActorSelection? Elsewhere()
    {
        Member[] others = [.. _cluster.State.Members.Where(IsThere)];
        if (others.Length == 0) return null;
        // Any of them knows the place of each shard; one that is about to leave as well is not asked every time.
        var node = others[_nextNode++ % others.Length];
        return Context.ActorSelection($"{node.Address}{_regionPath}");
    }

    private bool IsThere(Member member) => member.HasRole(_role) && !member.UniqueAddress.Equals(_cluster.SelfUniqueAddress)
        && member.Status is MemberStatus.Up or MemberStatus.WeaklyUp && !_cluster.State.Unreachable.Contains(member);

    /// <summary>Sends through this region from now on.</summary>
    internal sealed record Use(IActorRef Region) : INoSerializationVerificationNeeded;
}
