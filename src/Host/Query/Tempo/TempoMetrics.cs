using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tracing.Hosting.Web;
using Tracing.Keeping;
using Tracing.TraceQl;
using Tracing.TraceQl.Figures;

namespace Tracing.Hosting.Query.Tempo;

/// <summary><c>/api/metrics/query_range</c> and <c>/api/metrics/query</c>: figures of stored spans over time, or of the
/// whole time.</summary>
internal sealed class TempoMetrics(ITraceStore store, TimeProvider time)
{
    private const ulong Hour = 3_600_000_000_000;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/metrics/query_range", context => HandleAsync(context, isInstant: false));
        routes.MapGet("/api/metrics/query", context => HandleAsync(context, isInstant: true));
    }

    private async Task HandleAsync(HttpContext context, bool isInstant)
    {
        if (Read(context.Request.Query, isInstant, out var problem) is not var (query, steps))
        {
            await TempoApi.TextAsync(context, 400, problem);
            return;
        }
        var notes = new QueryNotes();
        var found = await new TraceQlMetrics(store.Noting(notes), time)
            .EvaluateAsync(query, steps, context.RequestAborted);
        TraceQlNotes.Add(notes, found);
        HeaderNotes.Write(context, notes);
        await JsonAnswer.WriteAsync(context, 200, to =>
        {
            to.WriteStartObject();
            to.WriteStartArray("series");
            foreach (var series in found.Series) Write(to, series, steps, isInstant);
            to.WriteEndArray();
            to.WriteStartObject("metrics");
            to.WriteNumber("inspectedTraces", found.Inspected);
            to.WriteString("inspectedBytes", found.InspectedBytes.ToString(CultureInfo.InvariantCulture));
            to.WriteNumber("completedJobs", found.IsCut ? 0 : 1);
            to.WriteNumber("totalJobs", 1);
            to.WriteEndObject();
            to.WriteEndObject();
        });
    }

    private (TraceQlQuery Query, TraceQlSteps Steps)? Read(IQueryCollection given, bool isInstant, out string problem)
    {
        if (TempoQuery.TryRead(given, 1, out problem) is not { } asked) return null;
        if (asked.Query is not { IsMetrics: true } query)
        {
            problem = "parameter 'q' must be a metrics query, such as { status = error } | rate()";
            return null;
        }
        var reading = new QueryParameters(given);
        var until = asked.Range.UntilUnixNanos ?? (ulong)(time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;
        var from = asked.Range.FromUnixNanos ?? until - Math.Min(until, reading.Duration("since") ?? Hour);
        var step = isInstant ? null : Step(reading);
        var steps = isInstant ? TraceQlSteps.Whole(from, until) : TraceQlSteps.Covering(from, until, step);
        if (steps is null)
        {
            reading.Report("step",
                $"must be longer than 0s and give up to {TraceQlSteps.MaxCount} steps, and end after start");
        }
        problem = $"invalid {reading.Fault}";
        return reading.Fault is null && steps is not null ? (query, steps) : null;
    }

    // A number is seconds.
    private static ulong? Step(QueryParameters reading)
    {
        const decimal NanosPerSecond = 1e9m, MaxSeconds = 1e9m;
        var text = reading.Text("step");
        return decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
            && seconds < MaxSeconds ? (ulong)(seconds * NanosPerSecond) : reading.Duration("step");
    }

    private static void Write(Utf8JsonWriter to, TraceQlSeries series, TraceQlSteps steps, bool isInstant)
    {
        const ulong NanosPerMilli = 1_000_000;
        to.WriteStartObject();
        to.WriteStartArray("labels");
        foreach (var (name, value) in series.Labels) TraceQlJson.WritePair(to, name, value);
        to.WriteEndArray();
        if (isInstant) to.WriteNumber("value", series.Values[0] ?? 0);
        else
        {
            to.WriteStartArray("samples");
            for (var step = 0; step < series.Values.Length; step++)
            {
                if (series.Values[step] is not { } value) continue;
                to.WriteStartObject();
                to.WriteString("timestampMs", ((steps.FromUnixNanos + ((ulong)step * steps.StepNanos)) / NanosPerMilli)
                    .ToString(CultureInfo.InvariantCulture));
                to.WriteNumber("value", value);
                to.WriteEndObject();
            }
            to.WriteEndArray();
        }
        // Grafana reads instant answers by Tempo's schema alone, which has lost this field.
        if (!isInstant) to.WriteString("promLabels", PrometheusLabels.Of(series.Labels));
        to.WriteEndObject();
    }
}
