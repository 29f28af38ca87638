using System.Collections.Immutable;

namespace Tracing.TraceQl.Figures;

/// <summary>Keeps at each step the values of the series with the highest or the lowest ones.</summary>
internal static class TopSeries
{
    /// <param name="count">Number of series; negative: those with the lowest values.</param>
    public static ImmutableArray<TraceQlSeries> Of(ImmutableArray<TraceQlSeries> series, int count)
    {
        if (series.IsEmpty) return series;
        var kept = series.Select(one => new double?[one.Values.Length]).ToArray();
        for (var step = 0; step < series[0].Values.Length; step++)
        {
            var ranked = Enumerable.Range(0, series.Length).Where(at => series[at].Values[step] is not null);
            ranked = count > 0
                ? ranked.OrderByDescending(at => series[at].Values[step])
                : ranked.OrderBy(at => series[at].Values[step]);
            foreach (var at in ranked.Take(Math.Abs(count))) kept[at][step] = series[at].Values[step];
        }
        return
        [
            .. series.Select((one, at) => one with { Values = [.. kept[at]] })
                .Where(static one => one.Values.Any(static value => value is not null)),
        ];
    }
}
