namespace Tracing.TraceQl.Syntax;

/// <summary>The spans for which an expression is true.</summary>
internal sealed record Selector(Expression Where) : SpansetExpression
{
    public static Selector All { get; } = new(LiteralExpression.True);
}
