using System.Text.RegularExpressions;
using Tracing.Finding;
using Tracing.TraceQl.Syntax;

namespace Tracing.TraceQl.Parsing;

/// <summary>Joins operands to an expression when their types fit.</summary>
internal static class ExpressionTyping
{
    /// <param name="problem">Why the types do not fit; null: they do.</param>
    public static Expression Apply(bool isNot, Expression operand, out string? problem)
    {
        problem = isNot && !operand.MayBeBool ? $"'!' needs true or false, found {Name(operand)}"
            : !isNot && !operand.MayBeNumber ? $"'-' needs a number or a duration, found {Name(operand)}"
            : null;
        if (isNot || operand is not LiteralExpression { Value: var value }) return new UnaryExpression(isNot, operand);
        return new LiteralExpression(value.Kind switch
        {
            TraceQlKind.Int when value.AsInt != long.MinValue => TraceQlValue.Of(-value.AsInt),
            TraceQlKind.Duration => TraceQlValue.Duration(-value.AsInt),
            _ => TraceQlValue.Of(-value.AsDouble),
        });
    }

    /// <param name="isOfRight">True: the problem is the right operand.</param>
    public static Expression Join(
        BinaryOperator joins, Expression left, Expression right, out string? problem, out bool isOfRight)
    {
        Regex? pattern = null;
        isOfRight = false;
        if (joins is BinaryOperator.Matches or BinaryOperator.NotMatches)
        {
            isOfRight = true;
            problem = null;
            if (left.Type is not (null or TraceQlKind.Text))
                problem = $"a regular expression compares with a text, not with {Name(left)}";
            else if (right is LiteralExpression { Value.Kind: TraceQlKind.Text } literal)
                pattern = BoundedPattern.TryCreateWhole(literal.Value.AsText, out problem);
            else problem = "expected a regular expression in quotes";
        }
        else problem = Problem(joins, left, right);
        return new BinaryExpression(joins, left, WithId(right, left), pattern);
    }

    private static string? Problem(BinaryOperator joins, Expression left, Expression right)
    {
        if (Operators.IsLogical(joins))
        {
            return left.MayBeBool && right.MayBeBool ? null
                : $"'&&' and '||' need true or false on both sides, found {Name(left.MayBeBool ? right : left)}";
        }
        if (Operators.IsArithmetic(joins))
        {
            return left.MayBeNumber && right.MayBeNumber ? null
                : $"a calculation needs numbers or durations, found {Name(left.MayBeNumber ? right : left)}";
        }
        var (one, other) = (left.Type, right.Type);
        var isOrder = Operators.IsOrder(joins);
        if (one == TraceQlKind.Nil || other == TraceQlKind.Nil)
            return isOrder ? "nil can be compared with = and != only" : null;
        if (isOrder && (!HasOrder(one) || !HasOrder(other)))
            return $"{Name(HasOrder(one) ? right : left)} can be compared with = and != only";
        if (one is null || other is null || one == other || (left.MayBeNumber && right.MayBeNumber)) return null;
        return $"cannot compare {Name(left)} with {Name(right)}";
    }

    private static bool HasOrder(TraceQlKind? kind) =>
        kind is not (TraceQlKind.Status or TraceQlKind.SpanKind or TraceQlKind.Bool);

    // Ids are compared as text of their full length, in lower case.
    private static Expression WithId(Expression id, Expression field)
    {
        if (id is not LiteralExpression { Value: { Kind: TraceQlKind.Text } value }
            || field is not FieldExpression { Field.Intrinsic: var intrinsic })
            return id;
        var digits = intrinsic switch
        {
            Intrinsic.TraceId or Intrinsic.LinkTraceId => TraceId.HexLength,
            Intrinsic.SpanId or Intrinsic.ParentId or Intrinsic.LinkSpanId => TraceId.HexLength / 2,
            _ => 0,
        };
        return digits == 0 ? id
            : new LiteralExpression(TraceQlValue.Of(value.AsText.ToLowerInvariant().PadLeft(digits, '0')));
    }

    private static string Name(Expression operand) => operand switch
    {
        LiteralExpression { Value: { Kind: TraceQlKind.Text } text } => $"the text \"{text}\"",
        LiteralExpression literal => $"{literal.Value}",
        FieldExpression field => $"{field.Field.Text}, which is {TypeName(operand.Type)}",
        _ => TypeName(operand.Type),
    };

    private static string TypeName(TraceQlKind? kind) => kind switch
    {
        TraceQlKind.Int or TraceQlKind.Float => "a number",
        TraceQlKind.Duration => "a duration",
        TraceQlKind.Text => "a text",
        TraceQlKind.Bool => "true or false",
        TraceQlKind.Status => "a status",
        TraceQlKind.SpanKind => "a span kind",
        _ => "a value",
    };
}
