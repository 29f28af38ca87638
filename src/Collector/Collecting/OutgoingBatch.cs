using Tracing.Wire;

namespace Tracing.Collecting;

/// <summary>A batch to be sent, with its number and the shard that it is for.</summary>
public readonly record struct OutgoingBatch(BatchId Id, int Shard, SpanBatch Batch);
