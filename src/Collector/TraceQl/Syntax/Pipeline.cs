using System.Collections.Immutable;

namespace Tracing.TraceQl.Syntax;

/// <summary>A set of spans and what is done to it, one stage after the other.</summary>
internal sealed record Pipeline(SpansetExpression First, ImmutableArray<Stage> Stages);
