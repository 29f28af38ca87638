using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tracing.Analysis;
using Tracing.Hosting.Query.Jaeger;
using Tracing.Hosting.Web;
using Tracing.Keeping;
using Tracing.Wire.Zipkin;

namespace Tracing.Hosting.Query.Zipkin;

/// <summary>Zipkin's query API, version 2 (zipkin-api, zipkin2-api.yaml), which its page speaks below
/// <c>/zipkin</c>.</summary>
internal sealed class ZipkinApi(ITraceStore store, TimeProvider time, AnswerLimits limits)
{
    /// <summary>Traces of one request by ids.</summary>
    private const int MaxIds = 1_000;

    public void Map(IEndpointRouteBuilder routes)
    {
        foreach (var prefix in (ReadOnlySpan<string>)["", "/zipkin"])
        {
            routes.MapGet($"{prefix}/api/v2/traces", FindAsync);
            routes.MapGet($"{prefix}/api/v2/trace/{{id}}", GetAsync);
            routes.MapGet($"{prefix}/api/v2/traceMany", ManyAsync);
            routes.MapGet($"{prefix}/api/v2/dependencies", DependenciesAsync);
            new ZipkinNames(store, time).Map(routes, prefix);
        }
    }

    /// <summary>Answers with a text, as Zipkin does where something is wrong.</summary>
    public static Task TextAsync(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(text, context.RequestAborted);
    }

    private async Task FindAsync(HttpContext context)
    {
        if (ZipkinQuery.TryRead(context.Request.Query, time.GetUtcNow(), out var fault) is not { } query)
        {
            await TextAsync(context, 400, $"{fault}");
            return;
        }
        var notes = new QueryNotes();
        var found = await new ZipkinSearch(store.Noting(notes)).FindAsync(query, notes, context.RequestAborted);
        await WriteAsync(context, found, notes);
    }

    private async Task GetAsync(HttpContext context)
    {
        var text = (context.GetRouteValue("id") as string ?? "").Trim();
        if (!JaegerQuery.TryTraceId(text, out var id))
        {
            await TextAsync(context, 400, "parameter 'traceId': must be 1 to 32 hexadecimal digits, not all zero");
            return;
        }
        var notes = new QueryNotes();
        if (await store.Noting(notes).GetAsync(id, context.RequestAborted) is not { } trace)
        {
            await TextAsync(context, 404, string.Join("; not asked: ", [$"{text} not found", .. notes.Lines]));
            return;
        }
        var shown = Shown(context, [trace], notes)[0];
        await JsonAnswer.WriteAsync(context, 200, to => ZipkinTraceWriter.Write(to, shown.Raw));
    }

    private async Task ManyAsync(HttpContext context)
    {
        var ids = new OrderedDictionary<TraceId, string>();
        foreach (var text in context.Request.Query["traceIds"].ToString().Split(',', StringSplitOptions.TrimEntries))
        {
            var problem = !JaegerQuery.TryTraceId(text, out var id)
                ? "must be ids of 1 to 32 hexadecimal digits, with commas"
                : !ids.TryAdd(id, text) ? $"has {text} twice"
                : ids.Count > MaxIds ? $"may have up to {MaxIds} ids" : null;
            if (problem is null) continue;
            await TextAsync(context, 400, $"{new QueryFault("traceIds", problem)}");
            return;
        }
        if (ids.Count < 2)
        {
            await TextAsync(context, 400, "Use /api/v2/trace/{traceId} endpoint to retrieve a single trace");
            return;
        }
        var notes = new QueryNotes();
        var found = new List<KeptTrace>();
        foreach (var id in ids.Keys)
            if (await store.Noting(notes).GetAsync(id, context.RequestAborted) is { } trace)
                found.Add(trace);
        await WriteAsync(context, found, notes);
    }

    private async Task DependenciesAsync(HttpContext context)
    {
        var given = context.Request.Query;
        var fault = given["endTs"].ToString().Length == 0 ? new QueryFault("endTs", "must be given") : null;
        if (fault is not null || CallGraphQuery.TryRead(given, time.GetUtcNow(), out fault) is not { } asked)
        {
            await TextAsync(context, 400, $"{fault}");
            return;
        }
        var notes = new QueryNotes();
        var links = new DependencyLinks();
        await asked.CountAsync(links, store, time, notes, context.RequestAborted);
        if (links.LeftOut > 0) notes.Add($"{links.LeftOut} calls are left out: too many names");
        Tell(context, notes);
        await JsonAnswer.WriteAsync(context, 200, to =>
        {
            to.WriteStartArray();
            foreach (var link in links.Links)
            {
                to.WriteStartObject();
                to.WriteString("parent", link.From);
                to.WriteString("child", link.To);
                to.WriteNumber("callCount", link.Calls);
                if (link.Errors > 0) to.WriteNumber("errorCount", link.Errors);
                to.WriteEndObject();
            }
            to.WriteEndArray();
        });
    }

    private Task WriteAsync(HttpContext context, IReadOnlyList<KeptTrace> found, QueryNotes notes)
    {
        var shown = Shown(context, found, notes);
        return JsonAnswer.WriteAsync(context, 200, to =>
        {
            to.WriteStartArray();
            foreach (var trace in shown) ZipkinTraceWriter.Write(to, trace.Raw);
            to.WriteEndArray();
        });
    }

    // Zipkin's answers have no place for what they lack, so a header has it.
    private List<KeptTrace> Shown(HttpContext context, IReadOnlyList<KeptTrace> found, QueryNotes notes)
    {
        var shown = new List<KeptTrace>();
        long bytes = 0;
        foreach (var trace in found)
        {
            if (shown.Count > 0 && (bytes += trace.Bytes) > limits.MaxBytes) break;
            shown.Add(trace.Cut(limits.MaxSpans));
        }
        if (shown.Count < found.Count)
            notes.Add($"{found.Count - shown.Count} traces are not in this answer: it would be too long");
        if (shown.Sum(static trace => (long)trace.Omitted) is > 0 and var omitted)
            notes.Add($"{omitted} spans are not in this answer: it would be too long");
        Tell(context, notes);
        return shown;
    }

    /// <summary>Says in a header what the answer lacks.</summary>
    public static void Tell(HttpContext context, QueryNotes notes)
    {
        if (notes.Lines.IsEmpty) return;
        var text = string.Join("; ", notes.Lines);
        context.Response.Headers["X-Warnings"] =
            string.Concat(text.Select(static one => one is >= ' ' and <= '~' ? one : ' '));
    }
}
