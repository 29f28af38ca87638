namespace Tracing.TraceQl;

internal sealed record SpansetOperation(
    SpanRelation Relation, RelationForm Form, SpansetExpression Left, SpansetExpression Right) : SpansetExpression;
