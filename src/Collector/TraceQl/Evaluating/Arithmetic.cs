using Tracing.TraceQl.Syntax;

namespace Tracing.TraceQl.Evaluating;

/// <summary>Calculates with numbers and durations. What is no number gives no value.</summary>
internal static class Arithmetic
{
    public static TraceQlValue Negate(in TraceQlValue value) => value.Kind switch
    {
        TraceQlKind.Int when value.AsInt != long.MinValue => TraceQlValue.Of(-value.AsInt),
        TraceQlKind.Duration => TraceQlValue.Duration(-value.AsInt),
        TraceQlKind.Int or TraceQlKind.Float => TraceQlValue.Of(-value.AsDouble),
        _ => TraceQlValue.Nil,
    };

    /// <summary>Integers stay exact where the result is one that fits; else the result is a float.</summary>
    public static TraceQlValue Apply(BinaryOperator by, in TraceQlValue left, in TraceQlValue right)
    {
        if (!left.IsNumber || !right.IsNumber) return TraceQlValue.Nil;
        if (left.Kind == TraceQlKind.Int && right.Kind == TraceQlKind.Int
            && Exact(by, left.AsInt, right.AsInt) is { } exact
            && exact >= long.MinValue && exact <= long.MaxValue)
            return TraceQlValue.Of((long)exact);
        var (a, b) = (left.AsDouble, right.AsDouble);
        var result = by switch
        {
            BinaryOperator.Add => a + b,
            BinaryOperator.Subtract => a - b,
            BinaryOperator.Multiply => a * b,
            BinaryOperator.Divide => a / b,
            BinaryOperator.Remainder => a % b,
            _ => Math.Pow(a, b),
        };
        return TraceQlValue.Of(result);
    }

    private static Int128? Exact(BinaryOperator by, long a, long b) => by switch
    {
        BinaryOperator.Add => (Int128)a + b,
        BinaryOperator.Subtract => (Int128)a - b,
        BinaryOperator.Multiply => (Int128)a * b,
        BinaryOperator.Divide when b != 0 && (Int128)a % b == 0 => (Int128)a / b,
        BinaryOperator.Remainder when b != 0 => (Int128)a % b,
        _ => null,
    };
}
