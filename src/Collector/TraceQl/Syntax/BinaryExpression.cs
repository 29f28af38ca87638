using System.Text.RegularExpressions;

namespace Tracing.TraceQl.Syntax;

/// <param name="Pattern">The right side of a comparison with a regular expression.</param>
internal sealed record BinaryExpression(
    BinaryOperator Operator, Expression Left, Expression Right, Regex? Pattern = null) : Expression
{
    public override TraceQlKind? Type => !Operators.IsArithmetic(Operator) ? TraceQlKind.Bool
        : Left.Type == TraceQlKind.Duration || Right.Type == TraceQlKind.Duration ? TraceQlKind.Duration
        : TraceQlKind.Float;
}
