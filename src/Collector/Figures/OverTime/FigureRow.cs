namespace Tracing.Figures.OverTime;

/// <summary>The figures of one series in one span of time.</summary>
/// <param name="HasFailed">True: of spans with the status error; false: of all others.</param>
/// <param name="Minute">The time, in minutes since the Unix epoch: that of the spans' start.</param>
public readonly record struct FigureRow(FigureSeries Series, bool HasFailed, long Minute, FigureCell Cell);
