using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tracing.Hosting.Web;
using Tracing.Keeping;
using Tracing.Wire.OtlpJson;
using Tracing.Wire.Spans;

namespace Tracing.Hosting.Query.Jaeger;

/// <summary>Jaeger's API, version 3, as JSON (jaeger-idl, api_v3/query_service.proto), which its current page
/// speaks.</summary>
internal sealed class JaegerV3Api(ITraceStore store, TimeProvider time, AnswerLimits limits)
{
    private const ulong DayNanos = 86_400_000_000_000;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v3/services", ServicesAsync);
        routes.MapGet("/api/v3/operations", OperationsAsync);
        routes.MapGet("/api/v3/traces", FindAsync);
        routes.MapGet("/api/v3/traces/{id}", GetAsync);
        routes.MapGet("/api/v3/trace-summaries", SummariesAsync);
        routes.MapGet("/api/v3/dependencies", DependenciesAsync);
    }

    private async Task ServicesAsync(HttpContext context)
    {
        var services = await store.ServicesAsync(context.RequestAborted);
        await JsonAnswer.WriteAsync(context, 200, to =>
        {
            to.WriteStartObject();
            to.WriteStartArray("services");
            foreach (var service in services) to.WriteStringValue(service);
            to.WriteEndArray();
            to.WriteEndObject();
        });
    }

    private async Task OperationsAsync(HttpContext context)
    {
        var given = context.Request.Query;
        if (given["service"].ToString() is not { Length: > 0 } service)
        {
            await RefuseAsync(context, 400, new QueryFault("service", "must be given").ToString());
            return;
        }
        var kind = (given.ContainsKey("span_kind") ? given["span_kind"] : given["spanKind"]).ToString();
        var operations = await store.OperationsAsync(service, context.RequestAborted);
        await JsonAnswer.WriteAsync(context, 200, to =>
        {
            to.WriteStartObject();
            to.WriteStartArray("operations");
            foreach (var operation in operations)
            {
                if (kind.Length > 0 && JaegerTags.Kind(operation.Kind) != kind) continue;
                to.WriteStartObject();
                to.WriteString("name", operation.Name);
                to.WriteString("spanKind", JaegerTags.Kind(operation.Kind));
                to.WriteEndObject();
            }
            to.WriteEndArray();
            to.WriteEndObject();
        });
    }

    private async Task GetAsync(HttpContext context)
    {
        if (!JaegerQuery.TryTraceId(context.GetRouteValue("id") as string ?? "", out var id))
            await RefuseAsync(context, 400, "parameter 'id': must be 1 to 32 hexadecimal digits, not all zero");
        else
        {
            var notes = new QueryNotes();
            if (await store.Noting(notes).GetAsync(id, context.RequestAborted) is { } trace)
                await WriteAsync(context, [trace], notes);
            else await RefuseAsync(context, 404, string.Join("; not asked: ", ["trace not found", .. notes.Lines]));
        }
    }

    private async Task FindAsync(HttpContext context)
    {
        var notes = new QueryNotes();
        if (await FoundAsync(context, notes) is { } found) await WriteAsync(context, found, notes);
    }

    private async Task SummariesAsync(HttpContext context)
    {
        var notes = new QueryNotes();
        if (await FoundAsync(context, notes) is not { } found) return;
        HeaderNotes.Write(context, notes);
        await JsonAnswer.WriteAsync(context, 200, to =>
        {
            to.WriteStartObject();
            to.WriteStartArray("summaries");
            foreach (var trace in found) Summary(to, trace);
            to.WriteEndArray();
            to.WriteEndObject();
        });
    }

    private async Task DependenciesAsync(HttpContext context)
    {
        var reading = new QueryParameters(context.Request.Query);
        var until = reading.Time(Named("endTime", "end_time"))
            ?? (ulong)time.GetUtcNow().ToUnixTimeMilliseconds() * 1_000_000;
        var from = reading.Time(Named("startTime", "start_time")) ?? until - Math.Min(until, DayNanos);
        if (from > until) reading.Report("endTime", "must not be before startTime");
        if (reading.Fault is { } fault)
        {
            await RefuseAsync(context, 400, fault.ToString());
            return;
        }
        var notes = new QueryNotes();
        var (graph, _) = await new CallGraphQuery(from, until, ByActor: false)
            .CountAsync(store, time, notes, context.RequestAborted);
        HeaderNotes.Write(context, notes);
        await JsonAnswer.WriteAsync(context, 200, to =>
        {
            to.WriteStartObject();
            to.WriteStartArray("dependencies");
            foreach (var edge in graph.Edges)
            {
                to.WriteStartObject();
                to.WriteString("parent", edge.From);
                to.WriteString("child", edge.To);
                to.WriteString("callCount", Decimal((ulong)edge.Calls));
                to.WriteEndObject();
            }
            to.WriteEndArray();
            to.WriteEndObject();
        });

        string Named(string camel, string snake) => context.Request.Query.ContainsKey(snake) ? snake : camel;
    }

    // Null: the request is answered.
    private async Task<IReadOnlyList<KeptTrace>?> FoundAsync(HttpContext context, QueryNotes notes)
    {
        if (JaegerV3Query.TryRead(context.Request.Query, out var fault) is { } query)
            return await store.Noting(notes).FindAsync(query, context.RequestAborted);
        await RefuseAsync(context, 400, fault?.ToString() ?? "the query cannot be read");
        return null;
    }

    private static void Summary(Utf8JsonWriter to, KeptTrace trace)
    {
        var summary = trace.Summary;
        to.WriteStartObject();
        to.WriteString("traceId", summary.TraceId.ToString());
        to.WriteString("rootServiceName", summary.RootService);
        to.WriteString("rootOperationName", summary.RootOperation);
        to.WriteString("minStartTimeUnixNano", Decimal(summary.StartUnixNanos));
        to.WriteString("maxEndTimeUnixNano", Decimal(summary.StartUnixNanos + summary.DurationNanos));
        to.WriteNumber("spanCount", summary.SpanCount);
        to.WriteNumber("errorSpanCount", summary.ErrorCount);
        to.WriteNumber("orphanSpanCount", JaegerSummaries.Orphans(trace));
        to.WriteStartArray("services");
        foreach (var (name, spans, errors) in JaegerSummaries.Services(trace))
        {
            to.WriteStartObject();
            to.WriteString("name", name);
            to.WriteNumber("spanCount", spans);
            to.WriteNumber("errorSpanCount", errors);
            to.WriteEndObject();
        }
        to.WriteEndArray();
        to.WriteEndObject();
    }

    private static string Decimal(ulong nanos) => nanos.ToString(CultureInfo.InvariantCulture);

    // A chunk of the stream that the same call returns over gRPC.
    private Task WriteAsync(HttpContext context, IReadOnlyList<KeptTrace> found, QueryNotes notes)
    {
        var (shown, bytes) = (new List<RawSpan>(), 0L);
        foreach (var span in found.SelectMany(trace => trace.Cut(limits.MaxSpans).Raw))
        {
            if (shown.Count == limits.MaxSpans || bytes > limits.MaxBytes) break;
            shown.Add(span);
            bytes += span.Bytes.Length;
        }
        if (found.Sum(static trace => trace.Raw.Length) - shown.Count is > 0 and var omitted)
            notes.Add($"{omitted} spans are not in this answer: it would be too long");
        HeaderNotes.Write(context, notes);
        return JsonAnswer.WriteAsync(context, 200, to =>
        {
            to.WriteStartObject();
            to.WriteStartObject("result");
            OtlpJsonWriter.WriteResourceSpans(to, "resourceSpans", shown);
            to.WriteEndObject();
            to.WriteEndObject();
        });
    }

    private static Task RefuseAsync(HttpContext context, int status, string problem) =>
        JsonAnswer.WriteAsync(context, status, to =>
        {
            to.WriteStartObject();
            to.WriteStartObject("error");
            to.WriteNumber("httpCode", status);
            to.WriteString("message", problem);
            to.WriteEndObject();
            to.WriteEndObject();
        });
}
