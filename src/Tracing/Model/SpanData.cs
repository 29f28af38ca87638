using System.Collections.Immutable;

namespace Tracing;

/// <summary>A finished span with every field of OTLP's Span message, decoded.</summary>
/// <remarks>Nothing is repaired: an end may lie before the start, times may be absurd, flags unknown.</remarks>
public sealed record SpanData
{
    public required TraceId TraceId { get; init; }

    public required SpanId SpanId { get; init; }

    /// <summary>The parent; none for a root.</summary>
    public SpanId ParentSpanId { get; init; }

    public string? TraceState { get; init; }

    /// <summary>OTLP's 32 bits: the low byte holds the W3C flags, bits 8 and 9 tell whether the parent is
    /// remote.</summary>
    public uint Flags { get; init; }

    public string Name { get; init; } = "";

    public SpanKind Kind { get; init; }

    public ulong StartUnixNanos { get; init; }

    public ulong EndUnixNanos { get; init; }

    public ImmutableArray<Tag> Tags { get; init; } = [];

    public int DroppedTags { get; init; }

    public ImmutableArray<SpanEvent> Events { get; init; } = [];

    public int DroppedEvents { get; init; }

    public ImmutableArray<SpanLink> Links { get; init; } = [];

    public int DroppedLinks { get; init; }

    public SpanStatus Status { get; init; }

    public string? StatusMessage { get; init; }

    /// <summary>From start to end; zero when the end lies before the start.</summary>
    public ulong DurationNanos => EndUnixNanos > StartUnixNanos ? EndUnixNanos - StartUnixNanos : 0;

    /// <summary>The value of the last tag with this key; an empty value when there is none.</summary>
    public TagValue this[string key]
    {
        get
        {
            for (var i = Tags.Length - 1; i >= 0; i--)
                if (string.Equals(Tags[i].Key, key, StringComparison.Ordinal))
                    return Tags[i].Value;
            return default;
        }
    }
}
