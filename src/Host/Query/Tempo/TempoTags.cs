using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tracing.Hosting.Web;
using Tracing.Keeping;
using Tracing.TraceQl;
using Tracing.TraceQl.Listing;
using Tracing.TraceQl.Syntax;

namespace Tracing.Hosting.Query.Tempo;

/// <summary>Names of attributes and their values, for the lists in which a user completes a query.</summary>
/// <remarks>They are those of the time range; the names of services and spans are those of the whole store, unless a
/// query narrows them.</remarks>
internal sealed class TempoTags(ITraceStore store, TimeProvider time)
{
    /// <summary>Names or values in an answer, unless the request has a limit.</summary>
    private const int DefaultLimit = 5_000;

    /// <summary>Services whose span names are listed.</summary>
    private const int MaxServices = 100;

    private static readonly ImmutableArray<string> _scopes =
        ["resource", "span", "event", "link", "instrumentation", "intrinsic"];

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/search/tags", context => NamesAsync(context, WriteFlat));
        routes.MapGet("/api/v2/search/tags", context => NamesAsync(context, WriteScopes));
        routes.MapGet("/api/search/tag/{tag}/values", ValuesAsync);
        routes.MapGet("/api/v2/search/tag/{tag}/values", TypedValuesAsync);
    }

    private async Task NamesAsync(HttpContext context, Action<Utf8JsonWriter, IEnumerable<ScopeNames>> write)
    {
        if (await ReadAsync(context) is not { } asked) return;
        var scope = context.Request.Query["scope"].ToString();
        if (scope is not ("" or "none" or "all") && !_scopes.Contains(scope))
        {
            await TempoApi.TextAsync(context, 400, $"invalid scope: {scope}; known are {string.Join(", ", _scopes)}");
            return;
        }
        var names = await ListAsync(context, search => search.NamesAsync(
            asked.Query ?? TraceQlQuery.All, asked.Range, asked.Limit, context.RequestAborted));
        var scopes = names.Items.Append(new ScopeNames("intrinsic", Intrinsics.Names))
            .Where(one => scope is "" or "none" or "all" || one.Scope == scope);
        await JsonAnswer.WriteAsync(context, 200, to =>
        {
            to.WriteStartObject();
            write(to, scopes);
            WriteMetrics(to, names.InspectedBytes);
            to.WriteEndObject();
        });
    }

    private static void WriteFlat(Utf8JsonWriter to, IEnumerable<ScopeNames> scopes)
    {
        to.WriteStartArray("tagNames");
        foreach (var name in scopes.SelectMany(static scope => scope.Names).Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal))
            to.WriteStringValue(name);
        to.WriteEndArray();
    }

    private static void WriteScopes(Utf8JsonWriter to, IEnumerable<ScopeNames> scopes)
    {
        to.WriteStartArray("scopes");
        foreach (var (scope, names) in scopes)
        {
            if (names.Count == 0) continue;
            to.WriteStartObject();
            to.WriteString("name", scope);
            to.WriteStartArray("tags");
            foreach (var name in names) to.WriteStringValue(name);
            to.WriteEndArray();
            to.WriteEndObject();
        }
        to.WriteEndArray();
    }

    private async Task ValuesAsync(HttpContext context)
    {
        var tag = TagOf(context, 3);
        // Names without a scope are attributes, wherever they are.
        if ((TraceQlField.TryParse(tag) ?? TraceQlField.TryParse($".{tag}")) is not { } field)
            await TempoApi.TextAsync(context, 400, $"tag name is not valid: {tag}");
        else if (await ReadAsync(context) is { } asked)
        {
            var (values, bytes) = await ValuesOfAsync(context, field, asked);
            await JsonAnswer.WriteAsync(context, 200, to =>
            {
                to.WriteStartObject();
                to.WriteStartArray("tagValues");
                foreach (var value in values.Select(static value => $"{value}").Distinct(StringComparer.Ordinal))
                    to.WriteStringValue(value);
                to.WriteEndArray();
                WriteMetrics(to, bytes);
                to.WriteEndObject();
            });
        }
    }

    private async Task TypedValuesAsync(HttpContext context)
    {
        var tag = TagOf(context, 4);
        if (TraceQlField.TryParse(tag) is not { } field)
            await TempoApi.TextAsync(context, 400, $"tag name is not valid intrinsic or scoped attribute: {tag}");
        else if (await ReadAsync(context) is { } asked)
        {
            var (values, bytes) = await ValuesOfAsync(context, field, asked);
            await JsonAnswer.WriteAsync(context, 200, to =>
            {
                to.WriteStartObject();
                to.WriteStartArray("tagValues");
                foreach (var value in values)
                {
                    to.WriteStartObject();
                    to.WriteString("type", TypeOf(value));
                    to.WriteString("value", $"{value}");
                    to.WriteEndObject();
                }
                to.WriteEndArray();
                WriteMetrics(to, bytes);
                to.WriteEndObject();
            });
        }
    }

    private async Task<(IEnumerable<TraceQlValue> Values, long Bytes)> ValuesOfAsync(
        HttpContext context, TraceQlField field, TempoQuery asked)
    {
        if (!field.Choices.IsEmpty) return (field.Choices, 0);
        var stopping = context.RequestAborted;
        if (asked.Query is null && (field.IsServiceName || field.IsName))
        {
            var services = await store.ServicesAsync(stopping);
            if (field.IsServiceName) return (services.Take(asked.Limit).Select(TraceQlValue.Of), 0);
            if (services.Length <= MaxServices)
            {
                var names = new SortedSet<string>(StringComparer.Ordinal);
                foreach (var service in services)
                    names.UnionWith((await store.OperationsAsync(service, stopping)).Select(static one => one.Name));
                return (names.Take(asked.Limit).Select(TraceQlValue.Of), 0);
            }
        }
        var values = await ListAsync(context, search => search.ValuesAsync(
            field, asked.Query ?? TraceQlQuery.All, asked.Range, asked.Limit, stopping));
        return (values.Items, values.InspectedBytes);
    }

    private async Task<AttributeList<T>> ListAsync<T>(
        HttpContext context, Func<AttributeSearch, Task<AttributeList<T>>> ask)
    {
        var notes = new QueryNotes();
        var list = await ask(new AttributeSearch(store.Noting(notes), time));
        list.NoteCut(notes);
        HeaderNotes.Write(context, notes);
        return list;
    }

    // Null: the request is answered. A query that is not finished counts as far as it is.
    private static async Task<TempoQuery?> ReadAsync(HttpContext context)
    {
        var given = context.Request.Query;
        var parts = given.Where(static one => one.Key != "q")
            .ToDictionary(static one => one.Key, static one => one.Value);
        if (TempoQuery.TryRead(new QueryCollection(parts), DefaultLimit, out var problem) is { } asked)
            return asked with { Query = UnfinishedQuery.Read(given["q"].ToString()) };
        await TempoApi.TextAsync(context, 400, problem);
        return null;
    }

    // Grafana escapes the name twice.
    private static string TagOf(HttpContext context, int segment)
    {
        var tag = RawPath.Segment(context, segment) ?? context.GetRouteValue("tag") as string ?? "";
        return tag.Contains('%', StringComparison.Ordinal) ? Uri.UnescapeDataString(tag) : tag;
    }

    private static string TypeOf(in TraceQlValue value) => value.Kind switch
    {
        TraceQlKind.Int => "int",
        TraceQlKind.Float => "float",
        TraceQlKind.Bool => "bool",
        TraceQlKind.Duration => "duration",
        TraceQlKind.Status or TraceQlKind.SpanKind => "keyword",
        _ => "string",
    };

    private static void WriteMetrics(Utf8JsonWriter to, long bytes)
    {
        to.WriteStartObject("metrics");
        to.WriteString("inspectedBytes", bytes.ToString(CultureInfo.InvariantCulture));
        to.WriteEndObject();
    }
}
