using Tracing.Wire;

namespace Tracing.Collecting;

/// <summary>Spans that wait for their shard's credit.</summary>
/// <param name="Ticket">Of the one who wants to hear what becomes of them; 0: nobody.</param>
/// <param name="IsKept">That one holds them elsewhere, too.</param>
internal readonly record struct WaitingBatch(SpanBatch Batch, long Bytes, long Ticket, bool IsKept);
