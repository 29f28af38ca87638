using System.Numerics;

namespace Tracing.Figures;

/// <summary>The buckets of every duration histogram: the first up to 62.5 µs, each to twice the one before, the last
/// unbounded.</summary>
/// <remarks>Fixed, so that histograms of all nodes and times can be added up; 1, 2, 4… ms are among the
/// bounds.</remarks>
public static class DurationBuckets
{
    private const ulong FirstNanos = 62_500;

    /// <summary>62.5 µs to 32.768 s, and what is longer.</summary>
    public const int Count = 21;

    public static int IndexOf(ulong nanos) => nanos <= FirstNanos
        ? 0
        : Math.Min(BitOperations.Log2((nanos - 1) / FirstNanos) + 1, Count - 1);

    /// <summary>Included in the bucket; infinity for the last.</summary>
    public static double UpperNanos(int bucket) => bucket >= Count - 1 ? double.PositiveInfinity : FirstNanos * (1UL << bucket);
}
