namespace Tracing.Postgres.Tables;

/// <summary>A slot and what is in it.</summary>
/// <param name="Bytes">The size of its tables and indexes on the server's disk.</param>
/// <param name="Traces">Number of traces whose first part is in it.</param>
/// <param name="NewestMillis">The time at which the last of its traces closed.</param>
internal readonly record struct SlotFacts(int Number, long OpenedMillis, long Bytes, long Traces, long NewestMillis);
