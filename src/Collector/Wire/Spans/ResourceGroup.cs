using System.Collections.Immutable;

namespace Tracing.Wire.Spans;

/// <summary>All spans of one resource (a service instance).</summary>
public sealed record ResourceGroup(SpanOrigin Origin, ImmutableArray<ScopeGroup> Scopes);
