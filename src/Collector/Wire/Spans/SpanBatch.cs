using System.Collections.Immutable;

namespace Tracing.Wire.Spans;

/// <summary>What one request brought: its usable spans, and what was refused of it.</summary>
/// <param name="Rejected">Spans left out because their ids are unusable.</param>
/// <param name="RejectedWhy">The first reason, naming the field; null when nothing was rejected.</param>
public sealed record SpanBatch(ImmutableArray<RawSpan> Spans, int Rejected = 0, string? RejectedWhy = null)
{
    /// <summary>The OTLP request of which the spans are slices, and nothing else; empty where they come from
    /// elsewhere.</summary>
    public ReadOnlyMemory<byte> Otlp { get; init; }

    public static SpanBatch Empty { get; } = new([]);
}
