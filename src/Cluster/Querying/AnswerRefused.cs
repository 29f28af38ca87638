namespace Tracing.Clustering;

/// <summary>Tells that a store does not answer, because it failed or has too many questions at once.</summary>
internal sealed record AnswerRefused(ulong Question, string Why) : IQueryMessage;
