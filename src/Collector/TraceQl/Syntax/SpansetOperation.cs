namespace Tracing.TraceQl.Syntax;

internal sealed record SpansetOperation(
    SpanRelation Relation, RelationForm Form, SpansetExpression Left, SpansetExpression Right) : SpansetExpression;
