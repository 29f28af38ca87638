namespace Tracing.TraceQl.Syntax;

/// <summary>Splits each set by the value that its spans have.</summary>
/// <param name="Text">The stage as it was written.</param>
internal sealed record GroupStage(string Text, Expression By) : Stage;
