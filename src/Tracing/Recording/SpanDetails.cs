using System.Collections.Immutable;

namespace Tracing;

/// <summary>The content that few spans have, in an object of its own so that other spans do not pay for it.</summary>
/// <remarks>Written by the owner of its span only.</remarks>
internal sealed class SpanDetails
{
    public ImmutableArray<SpanEvent> Events { get; set; } = [];

    public ImmutableArray<SpanLink> Links { get; set; } = [];

    public string? StatusMessage { get; set; }

    public int DroppedTags { get; set; }

    public int DroppedEvents { get; set; }

    public int DroppedLinks { get; set; }
}
