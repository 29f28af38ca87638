namespace Tracing.TraceQl.Syntax;

internal sealed record FieldExpression(FieldReference Field) : Expression
{
    public override TraceQlKind? Type => Field.Scope == FieldScope.Intrinsic ? Field.Kind : null;
}
