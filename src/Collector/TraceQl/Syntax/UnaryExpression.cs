namespace Tracing.TraceQl.Syntax;

/// <param name="IsNot">True: a negation. False: the number with the other sign.</param>
internal sealed record UnaryExpression(bool IsNot, Expression Operand) : Expression
{
    public override TraceQlKind? Type => IsNot ? TraceQlKind.Bool : Operand.Type;
}
