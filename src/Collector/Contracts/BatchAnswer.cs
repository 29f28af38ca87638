namespace Tracing.Contracts;

/// <summary>What a collector says of a batch: first that it is taken, then that it is stored, or both at
/// once.</summary>
/// <param name="IsStored">
/// False: its spans are assembled, and the traces that it closed are stored. True: every trace of its spans is stored,
/// or
/// sampled away, and whoever holds the batch may let go. See RATIONALE "Why are there two answers to a batch?".
/// </param>
/// <param name="Shard">Of the collector's state; 0 where there is only one.</param>
/// <param name="Incarnation">Of that state: another one than before means that what was taken and not stored is
/// forgotten.</param>
public readonly record struct BatchAnswer(BatchId Batch, bool IsStored, int Shard, long Incarnation);
