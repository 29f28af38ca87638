using System.Collections.Immutable;

namespace Tracing.Wire.Spans;

/// <summary>The spans of one resource (a service instance), by scope.</summary>
internal sealed record ResourceGroup(SpanOrigin Origin, ImmutableArray<ScopeGroup> Scopes);
