using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
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
        await JaegerEnvelope.WriteAsync(context, services, static (to, service) => to.WriteStringValue(service));
    }

    private async Task OperationNamesAsync(HttpContext context)
    {
        // The one character that a decoded path still has encoded: it would begin another segment.
        var service = (context.GetRouteValue("service") as string ?? "")
            .Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
        var operations = await store.OperationsAsync(service, context.RequestAborted);
        var names = operations.Select(operation => operation.Name).Distinct(StringComparer.Ordinal).ToArray();
        await JaegerEnvelope.WriteAsync(context, names, static (to, name) => to.WriteStringValue(name));
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
        var matching = operations
            .Where(operation => kind.Length == 0 || JaegerTags.Kind(operation.Kind) == kind).ToArray();
        await JaegerEnvelope.WriteAsync(context, matching, static (to, operation) =>
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
            await JaegerEnvelope.WriteAsync(context, found, JaegerTraceWriter.Write);
            return;
        }
        var traces = new List<KeptTrace>();
        var errors = new List<JaegerError>();
        foreach (var id in query.TraceIds.Distinct().Take(TraceQuery.MaxLimit))
        {
            if (await store.GetAsync(id, context.RequestAborted) is { } trace) traces.Add(trace);
            else errors.Add(NotFound(id));
        }
        await JaegerEnvelope.WriteAsync(context, traces, JaegerTraceWriter.Write, [.. errors]);
    }

    private async Task GetAsync(HttpContext context)
    {
        if (!JaegerQuery.TryTraceId(context.GetRouteValue("id") as string ?? "", out var id))
            await RefuseAsync(context, new QueryFault("traceID", "must be 1 to 32 hexadecimal digits, not all zero"));
        else if (await store.GetAsync(id, context.RequestAborted) is not { } trace)
            await JaegerEnvelope.RefuseAsync(context, NotFound(id));
        else
            await JaegerEnvelope.WriteAsync(context, [trace], JaegerTraceWriter.Write);
    }

    private static JaegerError NotFound(TraceId id) => new(404, "trace not found", id);

    private static Task RefuseAsync(HttpContext context, QueryFault fault) =>
        JaegerEnvelope.RefuseAsync(context, new JaegerError(400, fault.ToString()));
}
