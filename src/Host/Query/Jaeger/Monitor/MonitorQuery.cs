using System.Collections.Immutable;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Tracing.Figures.OverTime;

namespace Tracing.Hosting.Query.Jaeger.Monitor;

/// <summary>A request to <c>/api/metrics/…</c>, with Jaeger's defaults. Times are milliseconds.</summary>
/// <param name="Quantile">0 to 1; given for latencies alone.</param>
/// <param name="RatePerMillis">The time before each point over which its figures are taken.</param>
internal sealed record MonitorQuery(
    ImmutableArray<string> Services, bool ByOperation, ImmutableArray<SpanKind> Kinds, double Quantile, long EndMillis,
    long LookbackMillis, long StepMillis, long RatePerMillis)
{
    /// <summary>The same as in Prometheus.</summary>
    private const long MaxPoints = 11_000;

    private const long MinuteMillis = 60_000, MaxMillis = 1L << 50;

    public int Points => (int)(LookbackMillis / StepMillis) + 1;

    /// <summary>The length of the stored figures that are used, in minutes: hours where minutes are not kept.</summary>
    public long UnitMinutes { get; private init; } = 1;

    /// <summary>The number of units before each point.</summary>
    public long WindowUnits => Math.Max(1, (RatePerMillis + (UnitMillis / 2)) / UnitMillis);

    public long UnitMillis => UnitMinutes * MinuteMillis;

    public long TimeOf(int point) => EndMillis - LookbackMillis + (point * StepMillis);

    /// <summary>The number of the unit in which a point is.</summary>
    public long UnitOf(int point) => TimeOf(point) / UnitMillis;

    public FigureQuery ToFigures(FigureGroups more)
    {
        var (first, last) = (UnitOf(0) - WindowUnits, UnitOf(Points - 1));
        return new FigureQuery(first * UnitMinutes, (last + 1) * UnitMinutes, UnitMinutes,
            FigureGroups.Service | (ByOperation ? FigureGroups.Operation : FigureGroups.None) | more)
        {
            Services = Services,
            Kinds = Kinds,
        };
    }

    public static MonitorQuery? TryRead(
        IQueryCollection parameters, bool hasQuantile, DateTimeOffset now, out QueryFault? fault)
    {
        var reading = new QueryParameters(parameters);
        if (parameters["service"].Count == 0) reading.Report("service", "please provide at least one service name");
        var end = Millis(reading, "endTs", now.ToUnixTimeMilliseconds(), 0);
        var lookback = Millis(reading, "lookback", (long)TimeSpan.FromHours(1).TotalMilliseconds, 0);
        var step = Millis(reading, "step", (long)TimeSpan.FromSeconds(5).TotalMilliseconds, 1);
        var ratePer = Millis(reading, "ratePer", (long)TimeSpan.FromMinutes(10).TotalMilliseconds, 1);
        var kinds = ImmutableArray.CreateBuilder<SpanKind>();
        foreach (var name in reading.All("spanKind"))
        {
            if (Enum.TryParse<SpanKind>(name, ignoreCase: true, out var kind) && !char.IsAsciiDigit(name[0]))
                kinds.Add(kind);
            else reading.Report("spanKind", $"unsupported span kind: '{name}'");
        }
        if (kinds.Count == 0) kinds.Add(SpanKind.Server);
        if (lookback / step >= MaxPoints) reading.Report("step", $"must give up to {MaxPoints} points");
        var query = new MonitorQuery([.. reading.All("service").Distinct(StringComparer.Ordinal)],
            Flag(reading, "groupByOperation"), kinds.DrainToImmutable(), hasQuantile ? ReadQuantile(reading) : 0, end,
            Math.Min(lookback, end), step, ratePer)
        {
            UnitMinutes = now - DateTimeOffset.FromUnixTimeMilliseconds(end) + TimeSpan.FromMilliseconds(lookback)
                > FigureWindow.MinutesKept ? FigurePage.HourMinutes : 1,
        };
        fault = reading.Fault;
        return fault is null ? query : null;
    }

    private static long Millis(QueryParameters reading, string name, long otherwise, long least)
    {
        if (reading.Text(name) is not { } text) return otherwise;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var millis)
            && millis >= least && millis <= MaxMillis)
            return millis;
        reading.Report(name, "must be milliseconds");
        return otherwise;
    }

    // What Go takes for a boolean.
    private static bool Flag(QueryParameters reading, string name)
    {
        switch (reading.Text(name))
        {
            case "1" or "t" or "T" or "true" or "TRUE" or "True":
                return true;
            case null or "0" or "f" or "F" or "false" or "FALSE" or "False":
                return false;
            default:
                reading.Report(name, "must be true or false");
                return false;
        }
    }

    private static double ReadQuantile(QueryParameters reading)
    {
        var text = reading.Text("quantile");
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var quantile)
            && quantile is >= 0 and <= 1)
            return quantile;
        reading.Report("quantile", "must be a number from 0 to 1");
        return 0;
    }
}
