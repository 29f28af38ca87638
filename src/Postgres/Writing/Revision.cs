using Tracing.Keeping;

namespace Tracing.Postgres.Writing;

/// <summary>The entry that a new part of a stored trace becomes.</summary>
/// <param name="Entry">The entry to write; null: the part adds nothing.</param>
/// <param name="Place">The sequence of the trace's first entry; null: the trace is as good as new.</param>
internal readonly record struct Revision(KeptTrace? Entry, long? Place);
