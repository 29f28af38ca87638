namespace Tracing.Analysis;

/// <summary>One place in two traces: indexes into their trees' nodes, null where only the other trace has it.</summary>
/// <param name="DurationChangeNanos">After less before; 0 where it is in one only.</param>
/// <param name="IsStatusChanged">It fails in one of both, but not in the other.</param>
public readonly record struct ComparedSpan(
    int? Before, int? After, int Depth, long DurationChangeNanos, bool IsStatusChanged);
