namespace Tracing.Clustering;

/// <summary>The store does not answer: it is damaged, or is asked too much at once.</summary>
internal sealed record AnswerRefused(ulong Question, string Why) : IQueryMessage;
