using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tracing.Hosting.Web;
using Tracing.Keeping;
using Tracing.TraceQl;

namespace Tracing.Hosting.Query.Tempo;

/// <summary><c>/api/search</c>: the traces that match a TraceQL query (<c>q</c>) or tags (<c>tags</c>), with some of
/// the spans that it selects.</summary>
internal sealed class TempoSearch(ITraceStore store, TimeProvider time)
{
    public const int DefaultLimit = 20;

    /// <summary>Spans of each set in an answer.</summary>
    public const int DefaultSpans = 3;
    public const int MaxSpans = 100_000;

    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/api/search", HandleAsync);

    private async Task HandleAsync(HttpContext context)
    {
        var given = context.Request.Query;
        var reading = new QueryParameters(given);
        // 0 asks for all.
        var spans = given["spss"] == "0" ? MaxSpans : reading.Number("spss", DefaultSpans, MaxSpans);
        if (TempoQuery.TryRead(given, DefaultLimit, out var problem) is not { } asked)
        {
            await TempoApi.TextAsync(context, 400, problem);
            return;
        }
        var byTags = asked.Query is null ? TagQuery.Read(reading, asked) : null;
        if (reading.Fault is { } fault) await TempoApi.TextAsync(context, 400, $"invalid {fault}");
        else if (asked.Query is { IsMetrics: true })
        {
            await TempoApi.TextAsync(
                context, 400, "a metrics query is for /api/metrics/query_range and /api/metrics/query");
        }
        else await AnswerAsync(context, asked, byTags, spans);
    }

    private async Task AnswerAsync(HttpContext context, TempoQuery asked, TraceQuery? byTags, int spans)
    {
        var notes = new QueryNotes();
        var noting = store.Noting(notes);
        var query = asked.Query ?? TraceQlQuery.All;
        var found = byTags is null
            ? await new TraceQlSearch(noting, time).FindAsync(query, asked.Range, asked.Limit, context.RequestAborted)
            : await FindAsync(noting, byTags, context.RequestAborted);
        if (found.IsCut) notes.Add(TraceQlNotes.Cut(found.Inspected));
        HeaderNotes.Write(context, notes);
        await JsonAnswer.WriteAsync(context, 200, to =>
        {
            to.WriteStartObject();
            to.WriteStartArray("traces");
            foreach (var trace in found.Traces) Write(to, trace, byTags is null ? query.Match(trace) : null, spans);
            to.WriteEndArray();
            to.WriteStartObject("metrics");
            to.WriteNumber("inspectedTraces", found.Inspected);
            to.WriteString("inspectedBytes", Decimal((ulong)found.InspectedBytes));
            to.WriteNumber("completedJobs", found.IsCut ? 0 : 1);
            to.WriteNumber("totalJobs", 1);
            to.WriteEndObject();
            to.WriteEndObject();
        });
    }

    private static async Task<TraceQlResult> FindAsync(ITraceStore store, TraceQuery query, CancellationToken stopping)
    {
        var traces = await store.FindAsync(query, stopping);
        return new TraceQlResult(traces, traces.Length, traces.Sum(static trace => trace.Bytes), false, null);
    }

    private static void Write(Utf8JsonWriter to, KeptTrace trace, TraceQlMatch? match, int maxSpans)
    {
        const ulong NanosPerMilli = 1_000_000;
        var summary = trace.Summary;
        to.WriteStartObject();
        to.WriteString("traceID", summary.TraceId.ToString());
        to.WriteString("rootServiceName", summary.RootService);
        to.WriteString("rootTraceName", summary.RootOperation);
        to.WriteString("startTimeUnixNano", Decimal(summary.StartUnixNanos));
        to.WriteNumber("durationMs", Math.Min(summary.DurationNanos / NanosPerMilli, uint.MaxValue));
        if (match is not null)
        {
            // Clients of earlier releases know one set only.
            to.WritePropertyName("spanSet");
            Write(to, match.Spansets[0], maxSpans);
            to.WriteStartArray("spanSets");
            foreach (var set in match.Spansets) Write(to, set, maxSpans);
            to.WriteEndArray();
        }
        to.WriteStartObject("serviceStats");
        foreach (var (service, count, errors) in ServiceCounts.Of(trace))
        {
            to.WriteStartObject(service);
            to.WriteNumber("spanCount", count);
            if (errors > 0) to.WriteNumber("errorCount", errors);
            to.WriteEndObject();
        }
        to.WriteEndObject();
        to.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter to, TraceQlSpanset set, int maxSpans)
    {
        to.WriteStartObject();
        to.WriteStartArray("spans");
        var index = 0;
        foreach (var span in set.Spans.Take(maxSpans))
        {
            to.WriteStartObject();
            to.WriteString("spanID", span.Span.SpanId.ToString());
            to.WriteString("name", span.Span.Name);
            to.WriteString("startTimeUnixNano", Decimal(span.Span.StartUnixNanos));
            to.WriteString("durationNanos", Decimal(span.Span.DurationNanos));
            TraceQlJson.WriteAttributes(to, set.FieldsOf(index++));
            to.WriteEndObject();
        }
        to.WriteEndArray();
        to.WriteNumber("matched", set.Count);
        TraceQlJson.WriteAttributes(to, set.Attributes);
        to.WriteEndObject();
    }

    private static string Decimal(ulong number) => number.ToString(CultureInfo.InvariantCulture);
}
