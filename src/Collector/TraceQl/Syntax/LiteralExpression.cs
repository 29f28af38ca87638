namespace Tracing.TraceQl.Syntax;

internal sealed record LiteralExpression(TraceQlValue Value) : Expression
{
    public static LiteralExpression True { get; } = new(TraceQlValue.Of(true));

    public override TraceQlKind? Type => Value.Kind;
}
