using Tracing.Contracts;
using Tracing.Wire.Spans;

namespace Tracing.Reporting;

/// <summary>A batch to send, with its number and its shard.</summary>
public readonly record struct OutgoingBatch(BatchId Id, int Shard, SpanBatch Batch);
