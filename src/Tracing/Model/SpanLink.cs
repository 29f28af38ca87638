using System.Collections.Immutable;

namespace Tracing;

/// <summary>A reference to a related span that is not the parent.</summary>
/// <param name="Flags">OTLP's 32 bits; the low byte holds the W3C flags.</param>
public sealed record SpanLink(
    TraceId TraceId, SpanId SpanId, string? TraceState, uint Flags, ImmutableArray<Tag> Tags, int DroppedTags = 0);
