using Tracing.Wire.Spans;

namespace Tracing.Reporting;

/// <summary>Spans that wait for their shard's credit.</summary>
/// <param name="Ticket">Identifies the caller who wants to hear what becomes of the spans; 0 for nobody.</param>
/// <param name="IsInJournal">The caller also holds the spans elsewhere, in a journal.</param>
internal readonly record struct WaitingBatch(SpanBatch Batch, long Bytes, long Ticket, bool IsInJournal);
