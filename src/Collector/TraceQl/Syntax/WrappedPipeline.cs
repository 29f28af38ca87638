namespace Tracing.TraceQl.Syntax;

/// <summary>All spans that a pipeline in brackets returns.</summary>
internal sealed record WrappedPipeline(Pipeline Inner) : SpansetExpression;
