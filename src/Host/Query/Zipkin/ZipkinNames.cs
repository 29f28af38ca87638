using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tracing.Hosting.Web;
using Tracing.Keeping;
using Tracing.TraceQl;
using Tracing.TraceQl.Listing;
using Tracing.Wire.Zipkin;

namespace Tracing.Hosting.Query.Zipkin;

/// <summary>Names that Zipkin's page offers in its search: of services, spans, remote services and tags, and values of
/// tags. Remote services and tags are those of the last day.</summary>
internal sealed class ZipkinNames(ITraceStore store, TimeProvider time)
{
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
        await ListAsync(
            context, notes, TraceQlQuery.OfService(service), TraceQlField.OfSpan(ZipkinTags.RemoteService));
    }

    private async Task KeysAsync(HttpContext context)
    {
        var notes = new QueryNotes();
        var names = await new AttributeSearch(store.Noting(notes), time)
            .NamesAsync(TraceQlQuery.All, LastDay(), MaxNames, context.RequestAborted);
        names.NoteCut(notes);
        await WriteAsync(context, names.Items.Where(static one => one.Scope is "span" or "resource")
            .SelectMany(static one => one.Names), notes);
    }

    private async Task ValuesAsync(HttpContext context)
    {
        if (await RequiredAsync(context, "key") is not { } key) return;
        await ListAsync(context, new QueryNotes(), TraceQlQuery.All,
            TraceQlField.OfSpan(key), TraceQlField.OfResource(key));
    }

    private async Task ListAsync(
        HttpContext context, QueryNotes notes, TraceQlQuery query, params TraceQlField[] fields)
    {
        var search = new AttributeSearch(store.Noting(notes), time);
        var values = new List<string>();
        foreach (var field in fields)
        {
            var list = await search.ValuesAsync(field, query, LastDay(), MaxNames, context.RequestAborted);
            list.NoteCut(notes);
            values.AddRange(list.Items.Select(static value => $"{value}"));
        }
        await WriteAsync(context, values, notes);
    }

    private TraceQlRange LastDay() =>
        new((ulong)Math.Max(0, (time.GetUtcNow() - _lookback).ToUnixTimeMilliseconds()) * 1_000_000);

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
