using System.Collections.Immutable;

namespace Tracing.TraceQl.Figures;

/// <summary>The answer to a metrics query.</summary>
/// <param name="Inspected">Number of traces that the query was evaluated on.</param>
/// <param name="InspectedBytes">The bytes of their spans.</param>
/// <param name="IsCut">True: the evaluation ended because it took too long; newer spans are counted, older ones are
/// not.</param>
/// <param name="IsFull">True: there are more series than fit, and their spans are not counted.</param>
public sealed record TraceQlFigures(
    ImmutableArray<TraceQlSeries> Series, int Inspected, long InspectedBytes, bool IsCut, bool IsFull);
