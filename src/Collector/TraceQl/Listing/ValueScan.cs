using Tracing.Keeping;
using Tracing.TraceQl.Figures;

namespace Tracing.TraceQl.Listing;

/// <summary>Collects the values of a field in packed traces. Spans that are equal in all that is read of them are
/// looked at once.</summary>
/// <remarks>One owner.</remarks>
/// <param name="spans">Reduces spans as for a metrics query by that field.</param>
/// <param name="add">Adds a trace that is not packed.</param>
internal sealed class ValueScan(ReducedSpans spans, AttributeValues values, Action<KeptTrace> add) : IPackedScan
{
    public void Restart() => values.Clear();

    public bool Skips(TraceId id) => false;

    public bool Reads(ReadOnlySpan<byte> field) => spans.Reads(field);

    public bool Add(KeptTrace trace)
    {
        add(trace);
        return !values.IsFull;
    }

    public bool Add(PackedTraces traces)
    {
        var variants = spans.In(traces);
        foreach (var trace in traces.Traces)
        {
            var (first, end) = traces.SpansOf(trace);
            for (var span = first; span < end; span++)
                if (variants.Of(span) is { IsSelected: true } variant)
                    values.Add(variant.By[0]);
        }
        return !values.IsFull;
    }
}
