namespace Tracing.Bench.Measuring;

/// <summary>The time of one call, and the bytes that it allocated.</summary>
/// <remarks>
/// The time is that of the fastest iteration: what slower ones add is mostly what else the machine was doing, and some
/// garbage collection, for which the bytes stand.
/// </remarks>
internal readonly record struct Figures(double Nanos, long Bytes);
