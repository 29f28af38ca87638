using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tracing.Figures.OverTime;
using Tracing.Hosting.Query.Jaeger;
using Tracing.Hosting.Web;
using Tracing.Keeping;

namespace Tracing.Hosting.Page;

/// <summary><c>/api/figures</c>: rate, errors and durations by service, operation or actor type, with traces that stand
/// for the slowest and for the failed.</summary>
internal sealed class FiguresApi(ITraceStore store, TimeProvider time)
{
    /// <summary>Rows of an answer; those that took the most time in all are kept.</summary>
    private const int MaxRows = 300;

    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/api/figures", HandleAsync);

    private async Task HandleAsync(HttpContext context)
    {
        if (FiguresQuery.TryRead(context.Request.Query, time.GetUtcNow(), out var fault) is not { } asked)
        {
            await FaultAnswer.WriteAsync(context, fault);
            return;
        }
        var notes = new QueryNotes();
        var answer = await store.Noting(notes).FiguresAsync(asked.Figures, context.RequestAborted);
        if (answer.IsDamaged) notes.Add("a part of the figures is damaged and missing");
        if (answer.Table.IsOverflowed)
            notes.Add("there are more names than are counted by themselves; the rest is counted as other");
        if (answer.SinceMinute > asked.Figures.FromMinute) notes.Add("the store counts only since a later time");
        var rows = RowsOf(answer.Table, asked.Figures);
        if (rows.Length > MaxRows) notes.Add($"{rows.Length - MaxRows} rows that took less time are left out");
        await JsonAnswer.WriteAsync(context, 200, to =>
        {
            to.WriteStartObject();
            to.WriteNumber("fromMillis", asked.From.ToUnixTimeMilliseconds());
            to.WriteNumber("untilMillis", asked.Until.ToUnixTimeMilliseconds());
            to.WriteNumber("stepMillis", asked.Figures.StepMinutes * 60_000);
            to.WriteStartArray("rows");
            foreach (var row in rows.Take(MaxRows)) Write(to, row, (asked.Until - asked.From).TotalSeconds);
            to.WriteEndArray();
            NotesWriter.Write(to, "notes", notes);
            to.WriteEndObject();
        });
    }

    private static FiguresRow[] RowsOf(FigureTable table, FigureQuery query)
    {
        var rows = new Dictionary<FigureSeries, FiguresRow>();
        foreach (var one in table.Rows)
        {
            if (!rows.TryGetValue(one.Series, out var row))
                rows.Add(one.Series, row = new FiguresRow(one.Series, query.Steps));
            row.Add(one, (int)((one.Minute - query.FromMinute) / query.StepMinutes));
        }
        return
        [
            .. rows.Values.OrderByDescending(static row => row.All.SumNanos)
                .ThenBy(static row => row.Name.Service, StringComparer.Ordinal)
                .ThenBy(static row => row.Name.Operation, StringComparer.Ordinal),
        ];
    }

    private static void Write(Utf8JsonWriter to, FiguresRow row, double seconds)
    {
        to.WriteStartObject();
        to.WriteString("service", row.Name.Service);
        to.WriteString("operation", row.Name.Operation);
        to.WriteString("kind", JaegerTags.Kind(row.Name.Kind));
        to.WriteString("actorType", row.Name.ActorType);
        to.WriteNumber("spans", row.All.Weight);
        to.WriteNumber("failed", row.Failed.Weight);
        to.WriteNumber("perSecond", row.All.Weight / Math.Max(1, seconds));
        foreach (var (name, quantile) in (ReadOnlySpan<(string, double)>)[("p50", 0.5), ("p95", 0.95), ("p99", 0.99)])
            to.WriteNumber($"{name}Nanos", Math.Round(row.All.QuantileNanos(quantile) ?? 0));
        to.WriteStartArray("steps");
        foreach (var spans in row.Steps) to.WriteNumberValue(spans);
        to.WriteEndArray();
        Write(to, "slowest", row.All);
        Write(to, "failedTraces", row.Failed);
        to.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter to, string name, FigureCell cell)
    {
        to.WriteStartArray(name);
        foreach (var one in cell.Exemplars)
        {
            to.WriteStartObject();
            to.WriteString("id", $"{one.TraceId}");
            to.WriteNumber("durationNanos", one.DurationNanos);
            to.WriteEndObject();
        }
        to.WriteEndArray();
    }
}
