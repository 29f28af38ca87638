namespace Tracing.Clustering;

/// <summary>Settings for questions to other nodes' stores.</summary>
/// <param name="Patience">Longest silence of a node that is asked; tracing.cluster.query-timeout.</param>
/// <param name="MaxAnswerBytes">Longest answer of one node; tracing.cluster.max-answer-bytes.</param>
/// <param name="PageBytes">Bytes of an answer in one message.</param>
internal sealed record QuerySettings(TimeSpan Patience, int MaxAnswerBytes, int PageBytes);
