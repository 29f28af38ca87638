using System.Collections.Immutable;
using Tracing.TraceQl.Syntax;

namespace Tracing.TraceQl.Figures;

/// <summary>The values of spans that are equal in all that a metrics query reads, except their times.</summary>
/// <remarks>One owner.</remarks>
/// <param name="IsSelected">False: the query does not select such spans.</param>
/// <param name="By">The values that make the series.</param>
/// <param name="Value">The value of the function's field; null: it is the duration.</param>
/// <param name="Weight">Number of spans for which each stands by the sampling threshold in its trace state.</param>
internal sealed record SpanVariant(
    bool IsSelected, ImmutableArray<TraceQlValue> By, TraceQlValue? Value, double Weight)
{
    private int _step = -1;
    private StepFigures? _figures;

    public static SpanVariant NotSelected { get; } = new(false, [], null, 0);

    public void Add(SeriesTable table, int step, ulong durationNanos, double traceWeight)
    {
        var value = Value ?? TraceQlValue.Duration(durationNanos);
        var weight = Weight * traceWeight;
        // Spans come roughly in the order of time, so the figures of the last step are mostly those of this one.
        if (step != _step) (_step, _figures) = (step, table.FiguresOf(By, step, value));
        if (_figures is null) table.Add(By, step, value, weight);
        else table.Add(_figures, value, weight);
    }
}
