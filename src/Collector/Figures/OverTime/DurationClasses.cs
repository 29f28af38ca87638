using System.Numerics;

namespace Tracing.Figures.OverTime;

/// <summary>The classes in which durations are counted: sixteen for each doubling of the nanoseconds.</summary>
/// <remarks>A stored format: never change it. Powers of two are bounds of classes, so counts up to them are exact. Any
/// other value above ten microseconds is known to 2.2 percent.</remarks>
public static class DurationClasses
{
    private const int EachDoubling = 16;

    // The classes of 0 and 1 ns; the others are numbered from here.
    private const int First = 2;

    private const int TopBit = 63;

    private const int GuessBits = 7;

    // The last bound is that of the next doubling, which no number has.
    private static readonly ulong[] _bounds =
    [
        .. Enumerable.Range(1, EachDoubling - 1).Select(step => (ulong)(Share(step) * (1UL << TopBit))), ulong.MaxValue,
    ];

    // The step of a number's first bits, which is that of the number or the one before.
    private static readonly byte[] _guesses =
    [
        .. Enumerable.Range(1 << GuessBits, 1 << GuessBits)
            .Select(bits => (byte)_bounds.Count(bound => bound <= (ulong)bits << (TopBit - GuessBits))),
    ];

    public const int Count = First + ((TopBit + 1) * EachDoubling);

    public static int IndexOf(ulong nanos)
    {
        if (nanos < First) return (int)nanos;
        // One less, so that a power of two is the last value of its class.
        var below = nanos - 1;
        var power = BitOperations.Log2(below);
        var digits = below << (TopBit - power);
        var step = (int)_guesses[(int)(digits >> (TopBit - GuessBits)) - (1 << GuessBits)];
        if (step < EachDoubling - 1 && digits >= _bounds[step]) step++;
        return First + (power * EachDoubling) + step;
    }

    /// <summary>Returns the value that stands for all of a class: the one with the least relative error.</summary>
    public static double MiddleNanos(int index)
    {
        if (index < First) return index;
        var (low, high) = (UpperNanos(index - 1), UpperNanos(index));
        return 2 * low * high / (low + high);
    }

    /// <summary>Returns the highest value of a class.</summary>
    public static double UpperNanos(int index)
    {
        if (index < First) return index;
        var steps = index - First + 1;
        return Math.ScaleB(Share(steps % EachDoubling), steps / EachDoubling);
    }

    private static double Share(int step) => Math.Pow(2, step / (double)EachDoubling);
}
