using System.Collections.Immutable;

namespace Tracing.TraceQl.Syntax;

/// <summary>The signs of operators between fields and between spansets, with their precedence.</summary>
internal static class Operators
{
    /// <summary>The precedence that the operand of <c>!</c> and of a minus sign has at least.</summary>
    public const int UnaryLevel = 4;

    private const int PowerLevel = 5;

    private static readonly ImmutableArray<(string Sign, BinaryOperator Operator, int Level)> _ofFields =
    [
        ("||", BinaryOperator.Or, 1), ("&&", BinaryOperator.And, 1), ("=", BinaryOperator.Equal, 2),
        ("!=", BinaryOperator.NotEqual, 2), ("<", BinaryOperator.Less, 2), ("<=", BinaryOperator.LessOrEqual, 2),
        (">", BinaryOperator.Greater, 2), (">=", BinaryOperator.GreaterOrEqual, 2),
        ("=~", BinaryOperator.Matches, 2), ("!~", BinaryOperator.NotMatches, 2), ("+", BinaryOperator.Add, 3),
        ("-", BinaryOperator.Subtract, 3), ("*", BinaryOperator.Multiply, UnaryLevel),
        ("/", BinaryOperator.Divide, UnaryLevel), ("%", BinaryOperator.Remainder, UnaryLevel),
        ("^", BinaryOperator.Power, PowerLevel),
    ];

    private static readonly ImmutableArray<(string Sign, SpanRelation Relation, RelationForm Form, int Level)>
        _ofSpansets =
    [
        ("||", SpanRelation.Or, RelationForm.Plain, 1), ("&&", SpanRelation.And, RelationForm.Plain, 1),
        .. from one in new[]
           {
               (">", SpanRelation.Child), (">>", SpanRelation.Descendant), ("<", SpanRelation.Parent),
               ("<<", SpanRelation.Ancestor), ("~", SpanRelation.Sibling),
           }
           from form in Enum.GetValues<RelationForm>()
           select (form switch { RelationForm.Negated => "!", RelationForm.Union => "&", _ => "" } + one.Item1,
               one.Item2, form, 2),
    ];

    /// <param name="sign">Empty for what is no sign.</param>
    public static bool TryFieldOperator(string sign, out BinaryOperator found, out int level)
    {
        foreach (var (written, compares, precedence) in _ofFields)
        {
            if (written != sign) continue;
            (found, level) = (compares, precedence);
            return true;
        }
        (found, level) = (default, 0);
        return false;
    }

    public static bool TrySpansetOperator(
        string sign, out SpanRelation relation, out RelationForm form, out int level)
    {
        foreach (var one in _ofSpansets)
        {
            if (one.Sign != sign) continue;
            (_, relation, form, level) = one;
            return true;
        }
        (relation, form, level) = (default, default, 0);
        return false;
    }

    /// <summary>The least precedence that the right operand has: powers group from the right.</summary>
    public static int RightLevel(int level) => level == PowerLevel ? level : level + 1;

    public static bool IsArithmetic(BinaryOperator one) => one >= BinaryOperator.Add;

    public static bool IsLogical(BinaryOperator one) => one is BinaryOperator.And or BinaryOperator.Or;

    public static bool IsOrder(BinaryOperator one) => one is BinaryOperator.Less or BinaryOperator.LessOrEqual
        or BinaryOperator.Greater or BinaryOperator.GreaterOrEqual;
}
