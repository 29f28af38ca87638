namespace Tracing.Clustering;

/// <summary>Confirms that the asker has this page and all before it, so that more are sent.</summary>
internal sealed record AnswerTaken(ulong Question, int Number) : IQueryMessage;
