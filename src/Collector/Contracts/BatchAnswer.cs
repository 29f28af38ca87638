namespace Tracing.Contracts;

/// <summary>A collector's answer to a batch: first that it is taken, then that it is stored, or both at once.</summary>
/// <param name="IsStored">False: the batch is taken, that is, its spans are assembled and, unless the sender asked for an
/// answer at once, the traces that it closed are stored. True: every trace of its spans is stored or sampled away, and
/// the holder of the batch may let go. See RATIONALE "Why are there two answers to a batch?".</param>
/// <param name="Shard">The shard that answers; 0 when there is only one.</param>
/// <param name="Incarnation">The incarnation that answers. If it changes, the shard has forgotten all that it took and
/// did not store.</param>
public readonly record struct BatchAnswer(BatchId Batch, bool IsStored, int Shard, long Incarnation);
