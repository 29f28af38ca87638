namespace Tracing.Actors;

/// <summary>A shard moves to another node. The receiver sends again what this incarnation took from it and did not
/// store; the next incarnation gets it.</summary>
public sealed record ShardReleased(int Shard, long Incarnation) : ICollectorMessage;
