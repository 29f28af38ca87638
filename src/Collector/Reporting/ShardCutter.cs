using System.Collections.Immutable;
using Tracing.Contracts;
using Tracing.Wire.Otlp;
using Tracing.Wire.Spans;

namespace Tracing.Reporting;

/// <summary>Cuts a batch into batches that each go to one shard and fit one message. Pure.</summary>
/// <remarks>
/// Each part is copied into its own array. As slices of the whole batch, spans held for a slow shard would keep the
/// bytes of all other shards in memory, and the count of held bytes would be wrong. A span too large for any message
/// loses its longest parts (<see cref="SpanTrim"/>) and stays in its trace.
/// </remarks>
/// <param name="maxBytes">Limit for the OTLP of one batch; at least 4 KiB.</param>
public sealed class ShardCutter(int shards, int maxBytes)
{
    // Bytes beside the content: a span's tag and length; the tags and lengths of a new origin's resource and scope.
    private const int SpanFrame = 8, OriginFrame = 64;

    /// <summary>Number of spans that lost content because they were too large.</summary>
    public long Trimmed { get; private set; }

    public ImmutableArray<(int Shard, SpanBatch Batch)> Cut(SpanBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var cut = ImmutableArray.CreateBuilder<(int, SpanBatch)>();
        foreach (var group in batch.Spans.GroupBy(span => TraceShards.Of(span.TraceId, shards)))
        {
            var spans = new List<RawSpan>();
            var origins = new HashSet<SpanOrigin>();
            var bytes = 0;
            foreach (var whole in group)
            {
                var span = Fit(whole);
                var weight = Weigh(span, origins);
                if (spans.Count > 0 && (bytes + weight > maxBytes || spans.Count == SpanBatcher.BatchSize))
                {
                    cut.Add((group.Key, Pack(spans)));
                    spans.Clear();
                    origins.Clear();
                    bytes = 0;
                    weight = Weigh(span, origins);
                }
                origins.Add(span.Origin);
                spans.Add(span);
                bytes += weight;
            }
            cut.Add((group.Key, Pack(spans)));
        }
        return cut.DrainToImmutable();
    }

    /// <summary>True when these batches of one shard together fit one message.</summary>
    public bool Fits(IReadOnlyCollection<SpanBatch> batches) =>
        batches.Sum(batch => batch.Spans.Length) <= SpanBatcher.BatchSize
        && batches.Sum(batch => (long)batch.Otlp.Length) <= maxBytes;

    /// <summary>Joins batches of one shard into one, which is not longer than their sum.</summary>
    public static SpanBatch Join(IEnumerable<SpanBatch> batches) => Pack(batches.SelectMany(batch => batch.Spans));

    private static int Weigh(in RawSpan span, HashSet<SpanOrigin> origins) =>
        span.Bytes.Length + SpanFrame + (origins.Contains(span.Origin) ? 0 : Weight(span.Origin));

    private static int Weight(SpanOrigin origin) => origin.Resource.Length + origin.Scope.Length
        + 3 * (origin.ResourceSchemaUrl.Length + origin.ScopeSchemaUrl.Length) + OriginFrame;

    private RawSpan Fit(RawSpan span)
    {
        if (span.Bytes.Length + SpanFrame + Weight(span.Origin) <= maxBytes) return span;
        Trimmed++;
        return SpanTrim.To(span, maxBytes - SpanFrame - OriginFrame);
    }

    private static SpanBatch Pack(IEnumerable<RawSpan> spans)
    {
        var otlp = OtlpProtobuf.Write(spans);
        var packed = OtlpSkim.TryRead(otlp, out var fault)
            ?? throw new InvalidOperationException($"our own OTLP cannot be read: {fault}");
        return packed with { Otlp = otlp };
    }
}
