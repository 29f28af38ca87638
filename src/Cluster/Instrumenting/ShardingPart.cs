using Akka.Actor;
using Akka.Cluster.Sharding;
using Tracing.Actors;

namespace Tracing.Clustering;

/// <summary>Instruments Akka.Cluster.Sharding: regions and shards forward messages in their envelopes, so that buffered
/// messages keep their trace and each message is counted once.</summary>
/// <remarks>Any thread. Named in <c>tracing.instrumentation.parts</c>. The user's extractor is wrapped in a
/// <see cref="TracedMessageExtractor"/>; its ids do not change.</remarks>
public sealed class ShardingPart : IInstrumentationPart
{
    // Not public in Akka.NET.
    private const string Shard = "Akka.Cluster.Sharding.Shard";

    private volatile bool _isOff;

    /// <exception cref="NotSupportedException">This version of Akka.Cluster.Sharding lacks an expected type or
    /// constructor.</exception>
    public ShardingPart()
    {
        var takesExtractor = typeof(ShardRegion).GetConstructors().Any(made => made.GetParameters()
            .Any(given => given.ParameterType == typeof(IMessageExtractor)));
        if (!takesExtractor || typeof(ShardRegion).Assembly.GetType(Shard) is null)
            throw new NotSupportedException("a ShardRegion without an IMessageExtractor, or no Shard");
        // If the interface has a member more, this throws now and not later within a region.
        _ = new TracedMessageExtractor(new ProbeExtractor());
    }

    public Props Prepare(ActorPath path, Props props)
    {
        ArgumentNullException.ThrowIfNull(props);
        if (props.Type != typeof(ShardRegion)) return props;
        object?[] arguments = [.. props.Arguments];
        var at = Array.FindIndex(arguments, static given => given is IMessageExtractor);
        if (at < 0)
        {
            _isOff = true;
            throw new NotSupportedException($"{path} is a ShardRegion without an IMessageExtractor");
        }
        if (arguments[at] is IMessageExtractor and not TracedMessageExtractor)
            arguments[at] = new TracedMessageExtractor((IMessageExtractor)arguments[at]!);
        return new Props(props.Deploy, props.Type, arguments!);
    }

    public bool Relays(ActorPath path, Type actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return !_isOff && (actor == typeof(ShardRegion) || actor.FullName == Shard);
    }

    /// <summary>Sharding's own messages (Passivate, StartEntity, queries) are for the region or the shard
    /// itself.</summary>
    public RelayedAs As(object message) => message switch
    {
        ShardingEnvelope { Message: ShardRegion.StartEntity } => RelayedAs.Bare,
        ShardingEnvelope => RelayedAs.Envelope,
        _ => ClusterMessages.IsOwn(message) ? RelayedAs.Bare : RelayedAs.Envelope,
    };

    private sealed class ProbeExtractor() : HashCodeMessageExtractor(1)
    {
        public override string? EntityId(object message) => null;
    }
}
