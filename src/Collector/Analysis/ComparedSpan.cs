namespace Tracing.Analysis;

/// <summary>A span in two compared traces: its index in each tree's nodes, or null if that trace does not have
/// it.</summary>
/// <param name="DurationChangeNanos">Duration after minus duration before; 0 if only one trace has the span.</param>
/// <param name="IsStatusChanged">The span fails in one trace only.</param>
public readonly record struct ComparedSpan(
    int? Before, int? After, int Depth, long DurationChangeNanos, bool IsStatusChanged);
