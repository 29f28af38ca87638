using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tracing.Keeping;

namespace Tracing.Hosting.Query.Jaeger;

/// <summary>Jaeger's legacy query API, which its page and Grafana speak.</summary>
internal sealed class JaegerApi(ITraceStore store, TimeProvider time, AnswerLimits limits)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/services", ServicesAsync);
        routes.MapGet("/api/services/{service}/operations", OperationNamesAsync);
        routes.MapGet("/api/operations", OperationsAsync);
        routes.MapGet("/api/traces", FindAsync);
        routes.MapGet("/api/traces/{id}", GetAsync);
        routes.MapGet("/api/dependencies", DependenciesAsync);
    }

    private async Task ServicesAsync(HttpContext context)
    {
        var notes = new QueryNotes();
        var services = await store.Noting(notes).ServicesAsync(context.RequestAborted);
        await JaegerEnvelope.WriteAsync(
            context, services, static (to, service) => to.WriteStringValue(service), notes, limits.MaxBytes);
    }

    private async Task OperationNamesAsync(HttpContext context)
    {
        var service = RawPath.Segment(context, 2) ?? context.GetRouteValue("service") as string ?? "";
        var notes = new QueryNotes();
        var operations = await store.Noting(notes).OperationsAsync(service, context.RequestAborted);
        var names = operations.Select(operation => operation.Name).Distinct(StringComparer.Ordinal).ToArray();
        await JaegerEnvelope.WriteAsync(
            context, names, static (to, name) => to.WriteStringValue(name), notes, limits.MaxBytes);
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
        var notes = new QueryNotes();
        var operations = await store.Noting(notes).OperationsAsync(service, context.RequestAborted);
        var matching = operations
            .Where(operation => kind.Length == 0 || JaegerTags.Kind(operation.Kind) == kind).ToArray();
        await JaegerEnvelope.WriteAsync(context, matching, static (to, operation) =>
        {
            to.WriteStartObject();
            to.WriteString("name", operation.Name);
            to.WriteString("spanKind", JaegerTags.Kind(operation.Kind));
            to.WriteEndObject();
        }, notes, limits.MaxBytes);
    }

    private async Task FindAsync(HttpContext context)
    {
        var query = JaegerQuery.TryRead(context.Request.Query, out var fault);
        if (query is null)
        {
            await RefuseAsync(context, fault ?? new QueryFault("?", "cannot be read"));
            return;
        }
        var notes = new QueryNotes();
        if (query.TraceIds.IsEmpty)
        {
            var found = await store.Noting(notes).FindAsync(query.Find, context.RequestAborted);
            await WriteAsync(context, found, notes);
            return;
        }
        var traces = new List<KeptTrace>();
        var errors = new List<JaegerError>();
        foreach (var id in query.TraceIds.Distinct().Take(TraceQuery.MaxLimit))
        {
            try
            {
                if (await store.Noting(notes).GetAsync(id, context.RequestAborted) is { } trace) traces.Add(trace);
                else errors.Add(NotFound(id, notes));
            }
            catch (DamagedTraceException damage)
            {
                errors.Add(new JaegerError(410, damage.Message, id));
            }
        }
        await WriteAsync(context, traces, notes, [.. errors]);
    }

    private async Task GetAsync(HttpContext context)
    {
        var notes = new QueryNotes();
        if (!JaegerQuery.TryTraceId(context.GetRouteValue("id") as string ?? "", out var id))
            await RefuseAsync(context, new QueryFault("traceID", "must be 1 to 32 hexadecimal digits, not all zero"));
        else if (await store.Noting(notes).GetAsync(id, context.RequestAborted) is not { } trace)
            await JaegerEnvelope.RefuseAsync(context, NotFound(id, notes));
        else
            await WriteAsync(context, [trace], notes);
    }

    private Task WriteAsync(
        HttpContext context, IReadOnlyCollection<KeptTrace> traces, QueryNotes notes, params JaegerError[] errors) =>
        JaegerEnvelope.WriteAsync(context, traces, (to, trace) => JaegerTraceWriter.Write(to, trace, limits), notes,
            limits.MaxBytes, errors);

    private async Task DependenciesAsync(HttpContext context)
    {
        if (CallGraphQuery.TryRead(context.Request.Query, time.GetUtcNow(), out var fault) is not { } asked)
        {
            await RefuseAsync(context, fault ?? new QueryFault("?", "cannot be read"));
            return;
        }
        var notes = new QueryNotes();
        var (graph, _) = await asked.CountAsync(store, time, notes, context.RequestAborted);
        await JaegerEnvelope.WriteAsync(context, graph.Edges, static (to, edge) =>
        {
            to.WriteStartObject();
            to.WriteString("parent", edge.From);
            to.WriteString("child", edge.To);
            to.WriteNumber("callCount", edge.Calls);
            // Ours: of the calls, those whose span failed.
            to.WriteNumber("errorCount", edge.Errors);
            to.WriteEndObject();
        }, notes, limits.MaxBytes);
    }

    // Where a store is away, that is no proof that there is none.
    private static JaegerError NotFound(TraceId id, QueryNotes notes) => new(404,
        notes.Lines.IsEmpty ? "trace not found" : $"trace not found; not asked: {string.Join("; ", notes.Lines)}", id);

    private static Task RefuseAsync(HttpContext context, QueryFault fault) =>
        JaegerEnvelope.RefuseAsync(context, new JaegerError(400, fault.ToString()));
}
