namespace Tracing.TraceQl.Syntax;

/// <summary>One step of a pipeline: it takes the spansets of a trace and returns others. Without any left, the trace
/// does not match.</summary>
internal abstract record Stage;
