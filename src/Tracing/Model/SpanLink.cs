using System.Collections.Immutable;

namespace Tracing;

/// <summary>A span that this one has to do with without being its child.</summary>
/// <param name="Flags">OTLP's 32 bits: the low byte is W3C's.</param>
public sealed record SpanLink(
    TraceId TraceId, SpanId SpanId, string? TraceState, uint Flags, ImmutableArray<Tag> Tags, int DroppedTags = 0);
