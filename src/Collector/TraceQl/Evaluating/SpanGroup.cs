using System.Collections.Immutable;
using Tracing.TraceQl.Syntax;

namespace Tracing.TraceQl.Evaluating;

/// <summary>One set of spans in a pipeline.</summary>
/// <param name="Spans">Indexes in ascending order; at least one.</param>
/// <param name="Attributes">The values that stages gave to it.</param>
internal sealed record SpanGroup(
    ImmutableArray<int> Spans, ImmutableArray<(string Name, TraceQlValue Value)> Attributes);
