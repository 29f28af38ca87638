using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tracing.Hosting.Web;
using Tracing.Keeping;

namespace Tracing.Hosting.Query;

/// <summary>Jaeger's legacy query API, which its page and Grafana speak.</summary>
internal sealed class JaegerApi(ITraceStore store)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/services", ServicesAsync);
        routes.MapGet("/api/services/{service}/operations", OperationNamesAsync);
        routes.MapGet("/api/operations", OperationsAsync);
        routes.MapGet("/api/traces", FindAsync);
        routes.MapGet("/api/traces/{id}", GetAsync);
    }

    private async Task ServicesAsync(HttpContext context)
    {
        var services = await store.ServicesAsync(context.RequestAborted);
        await AnswerAsync(context, services, static (to, service) => to.WriteStringValue(service));
    }

    private async Task OperationNamesAsync(HttpContext context)
    {
        // The one character that a decoded path still has encoded: it would begin another segment.
        var service = (context.GetRouteValue("service") as string ?? "")
            .Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
        var operations = await store.OperationsAsync(service, context.RequestAborted);
        var names = operations.Select(operation => operation.Name).Distinct(StringComparer.Ordinal).ToArray();
        await AnswerAsync(context, names, static (to, name) => to.WriteStringValue(name));
    }

    private async Task OperationsAsync(HttpContext context)
    {
        var service = context.Request.Query["service"].ToString();
        var kind = context.Request.Query["spanKind"].ToString();
        if (service.Length == 0)
        {
            await RefuseAsync(context, new QueryFault("service", "must be given"));
            return;
        }
        var operations = await store.OperationsAsync(service, context.RequestAborted);
        var matching = operations.Where(operation => kind.Length == 0 || JaegerTags.Kind(operation.Kind) == kind).ToArray();
        await AnswerAsync(context, matching, static (to, operation) =>
        {
            to.WriteStartObject();
            to.WriteString("name", operation.Name);
            to.WriteString("spanKind", JaegerTags.Kind(operation.Kind));
            to.WriteEndObject();
        });
    }

    private async Task FindAsync(HttpContext context)
    {
        var query = JaegerQuery.TryRead(context.Request.Query, out var fault);
        if (query is null)
        {
            await RefuseAsync(context, fault ?? new QueryFault("?", "cannot be read"));
            return;
        }
        if (query.TraceIds.IsEmpty)
        {
            var found = await store.FindAsync(query.Find, context.RequestAborted);
            await AnswerAsync(context, found, JaegerTraceWriter.Write);
            return;
        }
        var traces = new List<KeptTrace>();
        var errors = new List<JaegerError>();
        foreach (var id in query.TraceIds.Distinct().Take(TraceQuery.MaxLimit))
        {
            if (await store.GetAsync(id, context.RequestAborted) is { } trace) traces.Add(trace);
            else errors.Add(NotFound(id));
        }
        await AnswerAsync(context, traces, JaegerTraceWriter.Write, [.. errors]);
    }

    private async Task GetAsync(HttpContext context)
    {
        if (!JaegerQuery.TryTraceId(context.GetRouteValue("id") as string ?? "", out var id))
            await RefuseAsync(context, new QueryFault("traceID", "must be 1 to 32 hexadecimal digits, not all zero"));
        else if (await store.GetAsync(id, context.RequestAborted) is not { } trace)
            await JsonAnswer.WriteAsync(context, 404, to => JaegerEnvelope.Write(to, 0, null, NotFound(id)));
        else
            await AnswerAsync(context, [trace], JaegerTraceWriter.Write);
    }

    private static JaegerError NotFound(TraceId id) => new(404, "trace not found", id);

    private static Task AnswerAsync<T>(HttpContext context, IReadOnlyCollection<T> items,
        Action<Utf8JsonWriter, T> write, params JaegerError[] errors) =>
        JsonAnswer.WriteAsync(context, 200, to => JaegerEnvelope.Write(to, items.Count, data =>
        {
            foreach (var item in items) write(data, item);
        }, errors));

    private static Task RefuseAsync(HttpContext context, QueryFault fault) => JsonAnswer.WriteAsync(
        context, 400, to => JaegerEnvelope.Write(to, 0, null, new JaegerError(400, fault.ToString())));
}
