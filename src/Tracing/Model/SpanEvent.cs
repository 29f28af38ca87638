using System.Collections.Immutable;

namespace Tracing;

/// <summary>An event at one moment of a span (the tutorial calls it a log).</summary>
/// <param name="UnixNanos">Nanoseconds since the Unix epoch.</param>
public sealed record SpanEvent(ulong UnixNanos, string Name, ImmutableArray<Tag> Tags, int DroppedTags = 0);
