using System.Collections.Immutable;

namespace Tracing.TraceQl.Syntax;

/// <summary>The last stage of a metrics query: figures over time instead of traces.</summary>
/// <param name="Name">The function as it was written.</param>
/// <param name="Of">Null for functions that count spans.</param>
/// <param name="Quantiles">From 0 to 1.</param>
/// <param name="By">The fields whose values make a series each.</param>
/// <param name="Top">Number of series with the highest values at each step; negative: with the lowest. Null:
/// all.</param>
internal sealed record MetricsStage(string Name, MetricsFunction Function, Expression? Of,
    ImmutableArray<double> Quantiles, ImmutableArray<FieldReference> By, int? Top)
{
    /// <summary>Counts the spans by the values of one field.</summary>
    public static MetricsStage CountBy(FieldReference field) =>
        new("count_over_time", MetricsFunction.Count, null, [], [field], null);
}
