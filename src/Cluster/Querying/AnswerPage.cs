namespace Tracing.Clustering;

/// <summary>A piece of an answer, small enough for a message between nodes; all pieces together are what
/// <see cref="AnswerWire"/> writes.</summary>
/// <param name="Number">From 0 on.</param>
/// <param name="IsCut">The answer was too long: it lacks its last traces.</param>
internal sealed record AnswerPage(ulong Question, int Number, bool IsLast, bool IsCut, ReadOnlyMemory<byte> Bytes) : IQueryMessage;
