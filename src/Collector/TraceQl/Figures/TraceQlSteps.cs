namespace Tracing.TraceQl.Figures;

/// <summary>The points in time of a metrics query: spans that start within a step count for its begin.</summary>
/// <param name="FromUnixNanos">The begin of the first step.</param>
/// <param name="StepNanos">The length of a step, at least 1.</param>
/// <param name="Count">Number of steps, 1 to <see cref="MaxCount"/>.</param>
public sealed record TraceQlSteps(ulong FromUnixNanos, ulong StepNanos, int Count)
{
    public const int MaxCount = 11_000;

    private const ulong Second = 1_000_000_000;

    private static readonly ulong[] _even =
        [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 21_600, 43_200, 86_400];

    public ulong UntilUnixNanos => FromUnixNanos + ((ulong)Count * StepNanos);

    /// <summary>Makes one step of a whole range.</summary>
    public static TraceQlSteps Whole(ulong fromUnixNanos, ulong untilUnixNanos) =>
        new(fromUnixNanos, Math.Max(1, untilUnixNanos - Math.Min(fromUnixNanos, untilUnixNanos)), 1);

    /// <summary>Makes the steps that cover a range and begin at multiples of their length.</summary>
    /// <param name="stepNanos">Null: an even length that gives about a hundred.</param>
    /// <returns>Null when there would be too many steps.</returns>
    public static TraceQlSteps? Covering(ulong fromUnixNanos, ulong untilUnixNanos, ulong? stepNanos)
    {
        const ulong Wanted = 100;
        if (untilUnixNanos <= fromUnixNanos) return null;
        var range = untilUnixNanos - fromUnixNanos;
        var step = stepNanos ?? (_even.FirstOrDefault(seconds => range <= seconds * Second * Wanted) is > 0 and var even
            ? even : _even[^1]) * Second;
        if (step == 0) return null;
        var from = fromUnixNanos / step * step;
        var count = (untilUnixNanos - from + step - 1) / step;
        return count > MaxCount ? null : new TraceQlSteps(from, step, (int)count);
    }

    /// <summary>The number of the step that has a time; -1 when none has.</summary>
    public int IndexOf(ulong unixNanos) =>
        unixNanos < FromUnixNanos || unixNanos >= UntilUnixNanos ? -1 : (int)((unixNanos - FromUnixNanos) / StepNanos);
}
