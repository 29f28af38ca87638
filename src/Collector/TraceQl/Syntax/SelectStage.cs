using System.Collections.Immutable;

namespace Tracing.TraceQl.Syntax;

/// <summary>Adds fields to the answer.</summary>
internal sealed record SelectStage(ImmutableArray<FieldReference> Fields) : Stage;
