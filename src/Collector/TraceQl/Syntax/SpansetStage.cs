namespace Tracing.TraceQl.Syntax;

/// <summary>Keeps spans of each set.</summary>
internal sealed record SpansetStage(SpansetExpression Kept) : Stage;
