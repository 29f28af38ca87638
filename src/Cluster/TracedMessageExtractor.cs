using Akka.Cluster.Sharding;
using Tracing.Actors;

namespace Tracing.Clustering;

/// <summary>A message extractor for shard regions that receive trace envelopes: it takes ids from the message inside,
/// and the entity receives its message in the same envelope.</summary>
/// <remarks>Stateless; any thread. Without it a region finds no entity id in an envelope and drops the message with a
/// warning. Sharding envelopes, Akka.NET's or the user's, are unwrapped inside the trace envelope.</remarks>
#pragma warning disable AK2001 // Regions unwrap ShardingEnvelope themselves, but cannot see it within a trace envelope.
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
        // A shard recognizes StartEntity by its type, so it must not be wrapped.
        return forEntity is null or ShardRegion.StartEntity ? forEntity : envelope.Rewrap(forEntity);
    }

#pragma warning disable CS0618 // Obsolete, but the interface still requires it.
    public string? ShardId(object message) => inner.ShardId(TraceEnvelope.Unwrap(message));
#pragma warning restore CS0618

    public string ShardId(string entityId, object? messageHint = null) =>
        inner.ShardId(entityId, messageHint is null ? null : TraceEnvelope.Unwrap(messageHint));
}
#pragma warning restore AK2001
