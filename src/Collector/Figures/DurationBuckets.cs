using System.Numerics;

namespace Tracing.Figures;

/// <summary>The buckets of every duration histogram. The first ends at 62.5 µs, each other at twice the bound of the
/// one before, and the last has no bound.</summary>
/// <remarks>The bounds are fixed, so that histograms of all nodes and times can be added up; 1, 2, 4… ms are among
/// them.</remarks>
public static class DurationBuckets
{
    private const ulong FirstNanos = 62_500;

    /// <summary>Number of buckets: 20 with bounds from 62.5 µs to 32.768 s, and one for longer durations.</summary>
    public const int Count = 21;

    public static int IndexOf(ulong nanos) => nanos <= FirstNanos
        ? 0
        : Math.Min(BitOperations.Log2((nanos - 1) / FirstNanos) + 1, Count - 1);

    /// <summary>Returns a bucket's bound, which it includes; infinity for the last.</summary>
    public static double UpperNanos(int bucket) => bucket >= Count - 1 ? double.PositiveInfinity : FirstNanos * (1UL << bucket);
}
