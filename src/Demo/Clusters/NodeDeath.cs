namespace Tracing.Demo.Clusters;

/// <summary>A kill of a node, and the time until which messages for it may have been lost.</summary>
/// <param name="Back">When it was up again, and the others had found it.</param>
/// <param name="Moved">From the kill to the first trace that one of its shards closed on another node; null: not seen
/// before it was back.</param>
internal sealed record NodeDeath(string Node, int Port, DateTimeOffset Killed, DateTimeOffset Back, TimeSpan? Moved);
