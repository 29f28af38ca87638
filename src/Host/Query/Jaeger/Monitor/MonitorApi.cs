using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tracing.Figures.OverTime;
using Tracing.Hosting.Web;
using Tracing.Keeping;

namespace Tracing.Hosting.Query.Jaeger.Monitor;

/// <summary><c>/api/metrics/{latencies,calls,errors,minstep}</c>: what Jaeger's Monitor page asks, from figures over
/// time.</summary>
/// <remarks>The shapes are those of Jaeger with a Prometheus: a MetricFamily in protobuf's JSON. docs/figures.md says
/// what each point covers.</remarks>
internal sealed class MonitorApi(ITraceStore store, TimeProvider time)
{
    /// <summary>The shortest step that shows more than a longer one.</summary>
    private const int MinStepMillis = 60_000;

    private const double MillisPerSecond = 1_000;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/metrics/latencies", LatenciesAsync);
        routes.MapGet("/api/metrics/calls", CallsAsync);
        routes.MapGet("/api/metrics/errors", ErrorsAsync);
        routes.MapGet("/api/metrics/minstep", MinStepAsync);
    }

    private Task LatenciesAsync(HttpContext context) => AnswerAsync(context, "latencies", hasQuantile: true,
        static query => string.Create(CultureInfo.InvariantCulture, $"{query.Quantile:0.00}th quantile latency"),
        static (series, query, _) => series.QuantileMillis(query.Quantile) ?? double.NaN);

    private Task CallsAsync(HttpContext context) => AnswerAsync(context, "call_rate", hasQuantile: false,
        static _ => "calls/sec", static (series, _, seconds) => series.Weight / seconds);

    private Task ErrorsAsync(HttpContext context) => AnswerAsync(context, "error_rate", hasQuantile: false,
        static _ => "error rate, computed as a fraction of errors/sec over calls/sec",
        static (series, _, _) => series.Weight > 0 ? series.Failed / series.Weight : double.NaN);

    private static Task MinStepAsync(HttpContext context) => JsonAnswer.WriteAsync(context, 200, static to =>
    {
        to.WriteStartObject();
        to.WriteNumber("data", MinStepMillis);
        to.WriteNumber("total", 0);
        to.WriteNumber("limit", 0);
        to.WriteNumber("offset", 0);
        to.WriteNull("errors");
        to.WriteEndObject();
    });

    private async Task AnswerAsync(HttpContext context, string what, bool hasQuantile, Func<MonitorQuery, string> help,
        Func<MonitorSeries, MonitorQuery, double, double> value)
    {
        if (MonitorQuery.TryRead(context.Request.Query, hasQuantile, time.GetUtcNow(), out var fault) is not { } query)
        {
            await JaegerEnvelope.RefuseAsync(context,
                new JaegerError(400, $"unable to parse param '{fault?.Parameter}': {fault?.Problem}"));
            return;
        }
        var notes = new QueryNotes();
        var answer = await store.Noting(notes)
            .FiguresAsync(query.ToFigures(FigureGroups.Outcome), context.RequestAborted);
        if (answer.IsDamaged) notes.Add("a part of the figures is damaged and missing");
        HeaderNotes.Write(context, notes);
        var series = SeriesOf(answer.Table, query);
        await JsonAnswer.WriteAsync(context, 200, to =>
        {
            to.WriteStartObject();
            to.WriteString("name", $"service_{(query.ByOperation ? "operation_" : "")}{what}");
            to.WriteString("type", "GAUGE");
            to.WriteString("help", $"{help(query)}, grouped by service{(query.ByOperation ? " & operation" : "")}");
            to.WriteStartArray("metrics");
            foreach (var one in series) Write(to, one, query, value);
            to.WriteEndArray();
            to.WriteEndObject();
        });
    }

    private static MonitorSeries[] SeriesOf(FigureTable table, MonitorQuery query)
    {
        var series = new Dictionary<FigureSeries, MonitorSeries>();
        foreach (var row in table.Rows)
        {
            if (!series.TryGetValue(row.Series, out var one))
                series.Add(row.Series, one = new MonitorSeries(row.Series));
            one.Put(row.Minute / query.UnitMinutes, row.Cell, row.HasFailed);
        }
        return
        [
            .. series.Values.OrderBy(static one => one.Name.Service, StringComparer.Ordinal)
                .ThenBy(static one => one.Name.Operation, StringComparer.Ordinal),
        ];
    }

    private static void Write(Utf8JsonWriter to, MonitorSeries series, MonitorQuery query,
        Func<MonitorSeries, MonitorQuery, double, double> value)
    {
        to.WriteStartObject();
        to.WriteStartArray("labels");
        // The page takes the first for the service.
        Label(to, "service_name", series.Name.Service);
        if (query.ByOperation) Label(to, "operation", series.Name.Operation);
        to.WriteEndArray();
        to.WriteStartArray("metricPoints");
        var (next, first) = (query.UnitOf(0) - query.WindowUnits, query.UnitOf(0) - query.WindowUnits);
        for (var point = 0; point < query.Points; point++)
        {
            var unit = query.UnitOf(point);
            for (; next <= unit; next++) series.Enter(next);
            for (; first < unit - query.WindowUnits; first++) series.RemoveUnit(first);
            // Whole units, and of the last one the part before the point.
            var millis = (query.WindowUnits * query.UnitMillis) + (query.TimeOf(point) % query.UnitMillis);
            Point(to, query.TimeOf(point), value(series, query, millis / MillisPerSecond));
        }
        to.WriteEndArray();
        to.WriteEndObject();
    }

    private static void Label(Utf8JsonWriter to, string name, string value)
    {
        to.WriteStartObject();
        to.WriteString("name", name);
        to.WriteString("value", value);
        to.WriteEndObject();
    }

    private static void Point(Utf8JsonWriter to, long millis, double value)
    {
        to.WriteStartObject();
        to.WriteStartObject("gaugeValue");
        // As protobuf's JSON has it.
        if (double.IsFinite(value)) to.WriteNumber("doubleValue", value);
        else to.WriteString("doubleValue", "NaN");
        to.WriteEndObject();
        var at = DateTimeOffset.FromUnixTimeMilliseconds(millis);
        var format = at.Millisecond == 0 ? "yyyy-MM-ddTHH:mm:ssZ" : "yyyy-MM-ddTHH:mm:ss.fffZ";
        to.WriteString("timestamp", at.ToString(format, CultureInfo.InvariantCulture));
        to.WriteEndObject();
    }
}
