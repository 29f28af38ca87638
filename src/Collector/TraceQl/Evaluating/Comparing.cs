using System.Text.RegularExpressions;
using Tracing.TraceQl.Syntax;

namespace Tracing.TraceQl.Evaluating;

/// <summary>Compares values. Values of types that do not fit are neither equal nor unequal, and neither is a missing
/// one.</summary>
internal static class Comparing
{
    public static bool Compare(BinaryOperator by, in TraceQlValue left, in TraceQlValue right)
    {
        // Equal: one element does. Unequal: all elements are.
        if (IsMany(left)) return OfMany(by, left, right);
        if (IsMany(right)) return OfMany(Turned(by), right, left);
        if (Order(left, right) is not { } order) return false;
        return by switch
        {
            BinaryOperator.Equal => order == 0,
            BinaryOperator.NotEqual => order != 0,
            BinaryOperator.Less => order < 0,
            BinaryOperator.LessOrEqual => order <= 0,
            BinaryOperator.Greater => order > 0,
            _ => order >= 0,
        };
    }

    /// <summary>Tells whether a text matches, or for the negation, that it is a text and does not.</summary>
    public static bool Matches(Regex pattern, bool isWanted, in TraceQlValue value)
    {
        if (!IsMany(value)) return value.Kind == TraceQlKind.Text && pattern.IsMatch(value.AsText) == isWanted;
        foreach (ref readonly var item in value.AsItems)
            if (Matches(pattern, isWanted, item) == isWanted)
                return isWanted;
        return !isWanted && value.AsItems.Length > 0;
    }

    private static bool OfMany(BinaryOperator by, in TraceQlValue many, in TraceQlValue other)
    {
        // An array is in no order; of several events one is enough.
        if (many.Kind == TraceQlKind.Array && Operators.IsOrder(by)) return false;
        var isForAll = by == BinaryOperator.NotEqual;
        foreach (ref readonly var item in many.AsItems)
            if (Compare(by, item, other) != isForAll)
                return !isForAll;
        return isForAll && many.AsItems.Length > 0;
    }

    private static bool IsMany(in TraceQlValue value) => value.Kind is TraceQlKind.Array or TraceQlKind.Several;

    public static BinaryOperator Turned(BinaryOperator by) => by switch
    {
        BinaryOperator.Less => BinaryOperator.Greater,
        BinaryOperator.LessOrEqual => BinaryOperator.GreaterOrEqual,
        BinaryOperator.Greater => BinaryOperator.Less,
        BinaryOperator.GreaterOrEqual => BinaryOperator.LessOrEqual,
        _ => by,
    };

    // Null: the types do not fit, or one is not a number. The order of status, kind and boolean is used for equality.
    private static int? Order(in TraceQlValue left, in TraceQlValue right)
    {
        if (left.IsNumber && right.IsNumber)
        {
            if (left.Kind != TraceQlKind.Float && right.Kind != TraceQlKind.Float)
                return left.AsInt.CompareTo(right.AsInt);
            var (a, b) = (left.AsDouble, right.AsDouble);
            return double.IsNaN(a) || double.IsNaN(b) ? null : a.CompareTo(b);
        }
        if (left.Kind != right.Kind) return null;
        return left.Kind switch
        {
            TraceQlKind.Text => string.CompareOrdinal(left.AsText, right.AsText),
            TraceQlKind.Bool => left.AsBool.CompareTo(right.AsBool),
            TraceQlKind.Status => left.AsStatus.CompareTo(right.AsStatus),
            TraceQlKind.SpanKind => left.AsSpanKind.CompareTo(right.AsSpanKind),
            _ => null,
        };
    }
}
