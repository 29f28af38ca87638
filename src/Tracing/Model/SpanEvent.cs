using System.Collections.Immutable;

namespace Tracing;

/// <summary>Something that happened at one moment of a span (the tutorial's log).</summary>
/// <param name="UnixNanos">Nanoseconds since the Unix epoch.</param>
public sealed record SpanEvent(ulong UnixNanos, string Name, ImmutableArray<Tag> Tags, int DroppedTags = 0);
