using System.Collections.Immutable;
using Tracing.TraceQl.Syntax;

namespace Tracing.TraceQl.Figures;

/// <summary>Figures over time.</summary>
/// <param name="Labels">The values of the fields that the query groups by.</param>
/// <param name="Values">A value for each step; null where there is none. Durations are seconds.</param>
public sealed record TraceQlSeries(
    ImmutableArray<(string Name, TraceQlValue Value)> Labels, ImmutableArray<double?> Values);
