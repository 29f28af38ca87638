namespace Tracing.Bench.Measuring;

/// <summary>What one call took: the median of the iterations, and the bytes it allocated.</summary>
internal readonly record struct Figures(double Nanos, long Bytes);
