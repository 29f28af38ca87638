namespace Tracing.Clustering;

/// <summary>The asker has this page and all before it: more may come.</summary>
internal sealed record AnswerTaken(ulong Question, int Number) : IQueryMessage;
