namespace Tracing.TraceQl.Syntax;

/// <summary>Keeps the sets of which an aggregate compares with a number.</summary>
/// <param name="Text">The aggregate as it was written.</param>
/// <param name="Of">Null for the count of spans.</param>
internal sealed record AggregateStage(
    string Text, AggregateFunction Function, Expression? Of, BinaryOperator Comparison, TraceQlValue Value) : Stage;
