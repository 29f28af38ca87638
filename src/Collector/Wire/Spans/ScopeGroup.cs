using System.Collections.Immutable;

namespace Tracing.Wire.Spans;

/// <summary>The spans of one instrumentation scope within a resource.</summary>
internal sealed record ScopeGroup(SpanOrigin Origin, ImmutableArray<RawSpan> Spans);
