namespace Tracing.Clustering;

/// <summary>How nodes ask each other's stores.</summary>
/// <param name="Patience">How long a node may be silent; tracing.cluster.query-timeout.</param>
/// <param name="MaxAnswerBytes">Of one node's answer; tracing.cluster.max-answer-bytes.</param>
/// <param name="PageBytes">Of an answer in one message.</param>
internal sealed record QuerySettings(TimeSpan Patience, int MaxAnswerBytes, int PageBytes);
