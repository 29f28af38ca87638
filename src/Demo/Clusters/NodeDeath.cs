namespace Tracing.Demo.Clusters;

/// <summary>A kill of a node, and the time until which messages for it may have been lost.</summary>
/// <param name="StoredUpTo">All spans that ended in its process before this time were in a store, as it last
/// said.</param>
/// <param name="Back">When it was up again, and the others had found it.</param>
/// <param name="Moved">From the kill to the first trace that one of its shards closed on another node; null: not seen
/// before it was back.</param>
internal sealed record NodeDeath(
    string Node, int Port, DateTimeOffset Killed, DateTimeOffset StoredUpTo, DateTimeOffset Back, TimeSpan? Moved);
