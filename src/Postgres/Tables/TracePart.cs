namespace Tracing.Postgres.Tables;

/// <summary>A row of ids: an entry of a trace.</summary>
/// <param name="Place">The sequence of the trace's first entry; null: the trace was never revised.</param>
internal readonly record struct TracePart(int Slot, long Sequence, long? Place);
