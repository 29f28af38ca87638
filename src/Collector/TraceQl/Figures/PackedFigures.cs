using Tracing.Keeping;

namespace Tracing.TraceQl.Figures;

/// <summary>Adds the spans of packed traces to the series of a metrics query. Spans that are equal in all that the
/// query reads are evaluated once.</summary>
/// <remarks>One owner.</remarks>
/// <param name="add">Adds a trace that is not packed.</param>
internal sealed class PackedFigures(
    ReducedSpans spans, TraceQlSteps steps, SeriesTable table, Action<KeptTrace> add) : IPackedScan
{
    public void Restart() => table.Clear();

    public bool Skips(TraceId id) => false;

    public bool Reads(ReadOnlySpan<byte> field) => spans.Reads(field);

    public bool Add(KeptTrace trace)
    {
        add(trace);
        return true;
    }

    public bool Add(PackedTraces traces)
    {
        var variants = spans.In(traces);
        foreach (var trace in traces.Traces)
        {
            var weight = traces.WeightOf(trace) is > 0 and var given ? given : 1;
            var (first, end) = traces.SpansOf(trace);
            for (var span = first; span < end; span++)
            {
                var start = traces.StartOf(span);
                if (steps.IndexOf(start) is >= 0 and var step && variants.Of(span) is { IsSelected: true } variant)
                    variant.Add(table, step, Duration(start, traces.EndOf(span)), weight);
            }
        }
        return true;
    }

    private static ulong Duration(ulong start, ulong end) => end > start ? end - start : 0;
}
