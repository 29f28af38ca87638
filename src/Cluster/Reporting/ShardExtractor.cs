using System.Collections.Immutable;
using System.Globalization;
using Akka.Cluster.Sharding;
using Tracing.Actors;
using Tracing.Contracts;

namespace Tracing.Clustering;

/// <summary>Finds the shard of a batch. Each of the collector's 256 shards is an entity, and Akka.NET places them in
/// groups of four.</summary>
/// <remarks>Stateless; any thread. All nodes must agree on the groups. See RATIONALE "Why does Akka.NET place groups of
/// four shards?".</remarks>
internal sealed class ShardExtractor : IMessageExtractor
{
    private const int GroupSize = 4;

    private static readonly ImmutableArray<string> _names =
        [.. Enumerable.Range(0, TraceShards.DefaultCount).Select(shard => shard.ToString(CultureInfo.InvariantCulture))];

    public static ShardExtractor Instance { get; } = new();

    public static int ShardOf(string entityId) => int.Parse(entityId, CultureInfo.InvariantCulture);

    public string? EntityId(object message) =>
        message is TakeBatch take && take.Shard < _names.Length ? _names[take.Shard] : null;

    public object EntityMessage(object message) => message;

#pragma warning disable CS0618 // Obsolete, but the interface still requires it.
    public string? ShardId(object message) => EntityId(message) is { } entityId ? ShardId(entityId) : null;
#pragma warning restore CS0618

    public string ShardId(string entityId, object? messageHint = null) => _names[ShardOf(entityId) / GroupSize];
}
