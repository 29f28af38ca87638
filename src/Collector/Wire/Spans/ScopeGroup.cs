using System.Collections.Immutable;

namespace Tracing.Wire.Spans;

/// <summary>The spans of one resource that one instrumentation scope made.</summary>
public sealed record ScopeGroup(SpanOrigin Origin, ImmutableArray<RawSpan> Spans);
