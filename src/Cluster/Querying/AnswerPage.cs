namespace Tracing.Clustering;

/// <summary>A part of an answer that fits a message between nodes. All parts together are the bytes that
/// <see cref="AnswerWire"/> writes.</summary>
/// <param name="Number">The index of the page, from 0.</param>
/// <param name="IsCut">True: the answer was too long and lacks its last traces.</param>
internal sealed record AnswerPage(ulong Question, int Number, bool IsLast, bool IsCut, ReadOnlyMemory<byte> Bytes) : IQueryMessage;
