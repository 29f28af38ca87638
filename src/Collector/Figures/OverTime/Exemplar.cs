namespace Tracing.Figures.OverTime;

/// <summary>A trace that stands for others: the one with the longest span.</summary>
public readonly record struct Exemplar(TraceId TraceId, ulong DurationNanos);
