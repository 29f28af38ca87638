namespace Tracing.TraceQl.Syntax;

/// <summary>Makes one set of all.</summary>
internal sealed record CoalesceStage : Stage;
