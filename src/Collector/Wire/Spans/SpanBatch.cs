using System.Collections.Immutable;

namespace Tracing.Wire.Spans;

/// <summary>The spans of one request, and the number of spans that were rejected.</summary>
/// <param name="Rejected">Number of spans left out because their ids are unusable.</param>
/// <param name="RejectedWhy">The first reason, with the field at fault; null when nothing was rejected.</param>
public sealed record SpanBatch(ImmutableArray<RawSpan> Spans, int Rejected = 0, string? RejectedWhy = null)
{
    /// <summary>An OTLP request with exactly these spans, of which they are slices; empty if there is none.</summary>
    public ReadOnlyMemory<byte> Otlp { get; init; }

    public static SpanBatch Empty { get; } = new([]);
}
