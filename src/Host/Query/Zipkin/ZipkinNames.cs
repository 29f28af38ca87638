using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tracing.Hosting.Web;
using Tracing.Keeping;
using Tracing.Trees;
using Tracing.Wire.Zipkin;

namespace Tracing.Hosting.Query.Zipkin;

/// <summary>Names that Zipkin's page offers in its search: of services, spans, remote services and tags, and values of
/// tags. Remote services and tags are those of the newest traces.</summary>
internal sealed class ZipkinNames(ITraceStore store, TimeProvider time)
{
    /// <summary>Traces that are looked at for remote services and tags.</summary>
    private const int MaxTraces = 500;

    /// <summary>Names or values in an answer.</summary>
    private const int MaxNames = 1_000;

    private static readonly TimeSpan _lookback = TimeSpan.FromDays(1);

    public void Map(IEndpointRouteBuilder routes, string prefix)
    {
        routes.MapGet($"{prefix}/api/v2/services", ServicesAsync);
        routes.MapGet($"{prefix}/api/v2/spans", SpansAsync);
        routes.MapGet($"{prefix}/api/v2/remoteServices", RemoteServicesAsync);
        routes.MapGet($"{prefix}/api/v2/autocompleteKeys", KeysAsync);
        routes.MapGet($"{prefix}/api/v2/autocompleteValues", ValuesAsync);
    }

    private async Task ServicesAsync(HttpContext context)
    {
        var notes = new QueryNotes();
        await WriteAsync(context, await store.Noting(notes).ServicesAsync(context.RequestAborted), notes);
    }

    private async Task SpansAsync(HttpContext context)
    {
        if (await RequiredAsync(context, "serviceName") is not { } name) return;
        var notes = new QueryNotes();
        var noting = store.Noting(notes);
        var service = await new ZipkinSearch(noting).ServiceAsync(name, context.RequestAborted) ?? name;
        var operations = await noting.OperationsAsync(service, context.RequestAborted);
        await WriteAsync(context, operations.Select(static one => one.Name), notes);
    }

    private async Task RemoteServicesAsync(HttpContext context)
    {
        if (await RequiredAsync(context, "serviceName") is not { } name) return;
        var notes = new QueryNotes();
        var service = await new ZipkinSearch(store.Noting(notes)).ServiceAsync(name, context.RequestAborted) ?? name;
        var spans = await NewestAsync(service, notes, context.RequestAborted);
        await WriteAsync(context, spans.Where(one => one.Service == service)
            .Select(static one => one.Span[ZipkinTags.RemoteService].AsString).OfType<string>(), notes);
    }

    private async Task KeysAsync(HttpContext context)
    {
        var notes = new QueryNotes();
        var spans = await NewestAsync(null, notes, context.RequestAborted);
        await WriteAsync(context, spans.SelectMany(TagsOf).Select(static tag => tag.Key), notes);
    }

    private async Task ValuesAsync(HttpContext context)
    {
        if (await RequiredAsync(context, "key") is not { } key) return;
        var notes = new QueryNotes();
        var spans = await NewestAsync(null, notes, context.RequestAborted);
        await WriteAsync(context,
            spans.SelectMany(TagsOf).Where(tag => tag.Key == key).Select(static tag => tag.Value.ToString()), notes);
    }

    private static IEnumerable<Tag> TagsOf(TraceSpan span) => span.Span.Tags.Concat(span.Origin.ResourceTags());

    private async Task<IEnumerable<TraceSpan>> NewestAsync(
        string? service, QueryNotes notes, CancellationToken stopping)
    {
        var from = (ulong)Math.Max(0, (time.GetUtcNow() - _lookback).ToUnixTimeMilliseconds()) * 1_000_000;
        var query = new TraceQuery(service, FromUnixNanos: from, Limit: MaxTraces) { Order = TraceOrder.Newest };
        var found = await store.Noting(notes).FindAsync(query, stopping);
        return found.SelectMany(static trace => trace.Decode());
    }

    private static async Task<string?> RequiredAsync(HttpContext context, string name)
    {
        if (context.Request.Query[name].ToString() is { Length: > 0 } text) return text;
        await ZipkinApi.TextAsync(context, 400, $"{new QueryFault(name, "must be given")}");
        return null;
    }

    private static Task WriteAsync(HttpContext context, IEnumerable<string> names, QueryNotes notes)
    {
        var sorted = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var name in names)
            if (name.Length > 0 && sorted.Count < MaxNames)
                sorted.Add(name);
        ZipkinApi.Tell(context, notes);
        return JsonAnswer.WriteAsync(context, 200, to =>
        {
            to.WriteStartArray();
            foreach (var name in sorted) to.WriteStringValue(name);
            to.WriteEndArray();
        });
    }
}
