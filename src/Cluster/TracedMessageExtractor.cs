using Akka.Cluster.Sharding;
using Tracing.Actors;

namespace Tracing.Clustering;

/// <summary>A message extractor for shard regions that get envelopes: ids come from the message inside, and the entity gets
/// its message in the same envelope.</summary>
/// <remarks>Without it a region finds no entity id in an envelope and ignores it with a warning. A message that the inner
/// extractor unwraps (a user's own sharding envelope), and Akka.NET's own, is unwrapped inside ours. Stateless; any
/// thread.</remarks>
#pragma warning disable AK2001 // Regions open these around an extractor; within our envelope they do not see them.
public sealed class TracedMessageExtractor(IMessageExtractor inner) : IMessageExtractor
{
    public string? EntityId(object message) => message switch
    {
        TraceEnvelope { Message: ShardingEnvelope sent } => sent.EntityId,
        _ => inner.EntityId(TraceEnvelope.Unwrap(message)),
    };

    public object? EntityMessage(object message)
    {
        if (message is not TraceEnvelope envelope) return inner.EntityMessage(message);
        var forEntity = envelope.Message is ShardingEnvelope sent ? sent.Message : inner.EntityMessage(envelope.Message);
        // A shard looks for this one by its type.
        return forEntity is null or ShardRegion.StartEntity ? forEntity : envelope.Rewrap(forEntity);
    }

#pragma warning disable CS0618 // Obsolete, and still a member that has to be there.
    public string? ShardId(object message) => inner.ShardId(TraceEnvelope.Unwrap(message));
#pragma warning restore CS0618

    public string ShardId(string entityId, object? messageHint = null) =>
        inner.ShardId(entityId, messageHint is null ? null : TraceEnvelope.Unwrap(messageHint));
}
#pragma warning restore AK2001
