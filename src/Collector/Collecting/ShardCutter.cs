using System.Collections.Immutable;
using Tracing.Wire;

namespace Tracing.Collecting;

/// <summary>Cuts what came together into batches that each go to one shard, and fit one message.</summary>
/// <remarks>
/// Each batch gets bytes of its own: what one shard holds up keeps alive no bytes of the others, so that what is held
/// is as large as it is said to be. A span that is too large for any message loses its longest parts
/// (<see cref="SpanTrim"/>), and stays in its trace. Pure.
/// </remarks>
/// <param name="maxBytes">Of a batch's OTLP; at least 4 KiB.</param>
public sealed class ShardCutter(int shards, int maxBytes)
{
    // The length and tag of a span in its scope; resource, scope and their schemas when a batch has a new origin.
    private const int SpanFrame = 8, OriginFrame = 64;

    /// <summary>Spans that lost some of their content so that they fit.</summary>
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

    /// <summary>Several batches of one shard fit one message together.</summary>
    public bool Fits(IReadOnlyCollection<SpanBatch> batches) =>
        batches.Sum(batch => batch.Spans.Length) <= SpanBatcher.BatchSize
        && batches.Sum(batch => (long)batch.Otlp.Length) <= maxBytes;

    /// <summary>Several batches of one shard as one, no longer than they are together.</summary>
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
