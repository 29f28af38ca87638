using System.Collections.Immutable;

namespace Tracing;

/// <summary>What few spans have, kept apart so that the others do not pay for it. Owned by its span.</summary>
internal sealed class SpanDetails
{
    public ImmutableArray<SpanEvent> Events { get; set; } = [];

    public ImmutableArray<SpanLink> Links { get; set; } = [];

    public string? StatusMessage { get; set; }

    public int DroppedTags { get; set; }

    public int DroppedEvents { get; set; }

    public int DroppedLinks { get; set; }
}
