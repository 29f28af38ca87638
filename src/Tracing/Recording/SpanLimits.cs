using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Tracing;

/// <summary>Limits on the content of one span; the defaults are OpenTelemetry's (specification, "Span
/// Limits").</summary>
/// <remarks>What exceeds a limit is left out, and counted on the span and in <see cref="DropCounters"/>. All limits are
/// 0 or more; a negative one throws.</remarks>
public sealed record SpanLimits
{
    public static SpanLimits Default { get; } = new();

    /// <summary>Tags of a span. Default 128.</summary>
    public int TagCount { get; init => field = NotNegative(value, nameof(TagCount)); } = 128;

    /// <summary>Events of a span. Default 128.</summary>
    public int EventCount { get; init => field = NotNegative(value, nameof(EventCount)); } = 128;

    /// <summary>Links of a span. Default 128.</summary>
    public int LinkCount { get; init => field = NotNegative(value, nameof(LinkCount)); } = 128;

    /// <summary>Tags of one event or of one link. Default 128.</summary>
    public int TagsPerEntry { get; init => field = NotNegative(value, nameof(TagsPerEntry)); } = 128;

    /// <summary>Characters of a string value; a longer one is cut. No limit by default, as in OpenTelemetry.</summary>
    public int StringLength { get; init => field = NotNegative(value, nameof(StringLength)); } = int.MaxValue;

    internal TagValue Cut(TagValue value) =>
        value.AsString is { } text && text.Length > StringLength ? text[..StringLength] : value;

    /// <summary>The tags of an event or a link, as many as <see cref="TagsPerEntry"/>, with their texts cut.</summary>
    internal ImmutableArray<Tag> Cut(ReadOnlySpan<Tag> tags)
    {
        var kept = tags[..Math.Min(tags.Length, TagsPerEntry)].ToArray();
        foreach (ref var tag in kept.AsSpan()) tag = tag with { Value = Cut(tag.Value) };
        return ImmutableCollectionsMarshal.AsImmutableArray(kept);
    }

    private static int NotNegative(int value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value, name);
        return value;
    }
}
