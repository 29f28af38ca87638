namespace Tracing.TraceQl.Syntax;

/// <summary>A set of spans of one trace.</summary>
internal abstract record SpansetExpression;
