using Tracing.TraceQl.Syntax;

namespace Tracing.TraceQl.Evaluating;

/// <summary>Sums up the values of a set of spans. Values that are no numbers are left out.</summary>
internal static class Aggregates
{
    /// <returns>Nil without numbers.</returns>
    public static TraceQlValue Of(AggregateFunction function, Expression of, IEnumerable<TraceQlValue> values)
    {
        var (count, allAreInts, whole) = (0L, true, Int128.Zero);
        double sum = 0, least = double.PositiveInfinity, most = double.NegativeInfinity;
        long leastInt = long.MaxValue, mostInt = long.MinValue;
        foreach (var value in values)
        {
            if (!value.IsNumber || double.IsNaN(value.AsDouble)) continue;
            count++;
            sum += value.AsDouble;
            (least, most) = (Math.Min(least, value.AsDouble), Math.Max(most, value.AsDouble));
            allAreInts &= value.Kind != TraceQlKind.Float;
            whole += value.AsInt;
            (leastInt, mostInt) = (Math.Min(leastInt, value.AsInt), Math.Max(mostInt, value.AsInt));
        }
        if (count == 0) return TraceQlValue.Nil;
        var isDuration = of.Type == TraceQlKind.Duration;
        if (function == AggregateFunction.Avg)
        {
            if (!allAreInts) return TraceQlValue.Of(sum / count);
            return isDuration ? TraceQlValue.Duration((long)(whole / count))
                : TraceQlValue.Of((double)whole / count);
        }
        if (!allAreInts || (function == AggregateFunction.Sum && whole > long.MaxValue) || whole < long.MinValue)
        {
            return TraceQlValue.Of(function switch
            {
                AggregateFunction.Min => least,
                AggregateFunction.Max => most,
                _ => sum,
            });
        }
        var result = function switch
        {
            AggregateFunction.Min => leastInt,
            AggregateFunction.Max => mostInt,
            _ => (long)whole,
        };
        return isDuration ? TraceQlValue.Duration(result) : TraceQlValue.Of(result);
    }
}
