using Tracing.Keeping;
using Tracing.Otlp.Proto;
using Tracing.Trees;
using Tracing.Wire.Spans;
using F = Tracing.Otlp.OtlpFields;

namespace Tracing.Analysis;

/// <summary>Ranks the operations in the traces that a store shows; open traces are left out.</summary>
/// <remarks>One owner.</remarks>
/// <param name="service">Only spans of this service; null: of all.</param>
internal sealed class RankingScan(OperationRanking ranking, string? service) : IPackedScan
{
    /// <summary>Number of traces that were counted.</summary>
    public int Traces { get; private set; }

    public void Restart()
    {
        ranking.Clear();
        Traces = 0;
    }

    public bool Skips(TraceId id) => false;

    public bool Reads(ReadOnlySpan<byte> field)
    {
        var reader = new ProtoReader(field);
        return reader.Next() && reader.Field switch
        {
            F.Span.Name or F.Span.Kind or F.Span.Status => true,
            F.Span.Events => field.IndexOf("exception.type"u8) >= 0,
            _ => false,
        };
    }

    public bool Add(PackedTraces traces)
    {
        var variants = new SpanVariants<TraceSpan>(
            traces, static (fields, origin) => new TraceSpan(OtlpDecoder.Span(fields), origin));
        foreach (var trace in traces.Traces)
        {
            var (first, end) = traces.SpansOf(trace);
            for (var span = first; span < end; span++)
                Add(variants.Of(span), traces.IdOf(trace), traces.StartOf(span), traces.EndOf(span));
            Traces++;
        }
        return true;
    }

    public bool Add(KeptTrace trace)
    {
        if (trace.IsOpen) return true;
        foreach (var span in trace.Decode())
            Add(span, trace.TraceId, span.Span.StartUnixNanos, span.Span.EndUnixNanos);
        Traces++;
        return true;
    }

    private void Add(TraceSpan span, TraceId id, ulong start, ulong end)
    {
        if (service is null || span.Service == service) ranking.Add(span, id, end > start ? end - start : 0);
    }
}
