using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Tracing.Hosting.Query.Search;

namespace Tracing.Hosting.Page;

public class OpenApiTests
{
    /// <summary>Addresses of the page itself, which people open.</summary>
    private static readonly string[] _pages =
        ["/", "/assets/{name}", "/compare/{before}/{after}", "/figures", "/graph", "/trace/{id}"];

    private static async Task<(JsonElement Document, RunningHost Host)> OpenAsync()
    {
        var host = await RunningHost.StartAsync();
        return (await host.GetJsonAsync("/openapi.json"), host);
    }

    private static IEnumerable<(string Path, string Method, JsonElement Operation)> Operations(JsonElement document) =>
        from path in document.GetProperty("paths").EnumerateObject()
        from method in path.Value.EnumerateObject()
        select (path.Name, method.Name.ToUpperInvariant(), method.Value);

    private static IEnumerable<JsonElement> Parameters(JsonElement operation, string place) =>
        operation.TryGetProperty("parameters", out var parameters)
            ? parameters.EnumerateArray().Where(one => one.GetProperty("in").GetString() == place)
            : [];

    [Fact]
    public async Task The_document_has_every_route_of_the_port_and_no_other()
    {
        var (document, host) = await OpenAsync();
        await using var _ = host;
        var routes = host.Host.PageEndpoints.OfType<RouteEndpoint>().SelectMany(static route =>
            route.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(method =>
                $"{method} /{route.RoutePattern.RawText!.TrimStart('/')}"))
            .Where(static route => !route.StartsWith("HEAD ", StringComparison.Ordinal))
            .Except(_pages.Select(static page => $"GET {page}"));
        Assert.Equal(routes.Order(), Operations(document).Select(static one => $"{one.Method} {one.Path}").Order());
    }

    [Fact]
    public async Task Every_operation_has_a_name_of_its_own_a_summary_its_answers_and_the_parameters_of_its_path()
    {
        var (document, host) = await OpenAsync();
        await using var _ = host;
        Assert.Equal("3.1.0", document.GetProperty("openapi").GetString());
        var operations = Operations(document).ToArray();
        Assert.Equal(operations.Length,
            operations.Select(static one => one.Operation.GetProperty("operationId").GetString()).Distinct().Count());
        Assert.All(operations, static one =>
        {
            Assert.NotEqual("", one.Operation.GetProperty("summary").GetString());
            Assert.True(one.Operation.GetProperty("responses").TryGetProperty("200", out var _));
            var inPath = one.Path.Split('/').Where(static part => part.StartsWith('{')).Select(static part => part.Trim('{', '}'));
            Assert.Equal(inPath, Parameters(one.Operation, "path").Select(static parameter =>
            {
                Assert.True(parameter.GetProperty("required").GetBoolean());
                return parameter.GetProperty("name").GetString()!;
            }));
        });
    }

    [Fact]
    public async Task The_search_has_its_parameters()
    {
        var (document, host) = await OpenAsync();
        await using var _ = host;
        var search = Operations(document).Single(static one => one.Path == "/api/search").Operation;
        Assert.Equal(SearchQuery.Names.Append(TraceQlQuestion.Parameter).Order(),
            Parameters(search, "query").Select(static parameter => parameter.GetProperty("name").GetString()!).Order());
    }

    [Fact]
    public async Task Every_operation_has_the_parameters_that_its_route_reads()
    {
        var (document, host) = await OpenAsync();
        await using var _ = host;
        await host.PostAsync(SomeJson.Request(SomeJson.Span(1)));
        var routes = host.Host.PageEndpoints.OfType<RouteEndpoint>()
            .ToLookup(static route => $"/{route.RoutePattern.RawText!.TrimStart('/')}");
        foreach (var (path, _, operation) in Operations(document).Where(static one => one.Method == "GET" && one.Path != "/api/live"))
        {
            var reads = new ReadParameters();
            var context = new DefaultHttpContext { Response = { Body = Stream.Null } };
            context.Features.Set<IQueryFeature>(new QueryFeature(reads));
            foreach (var inPath in Parameters(operation, "path"))
                context.Request.RouteValues[inPath.GetProperty("name").GetString()!] = SomeJson.TraceId;
            await routes[path].First(static route => route.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Contains("GET"))
                .RequestDelegate!(context);
            // Those of Jaeger's version 3 may also be written in snake case, which the document does not repeat.
            var known = Parameters(operation, "query").Select(static one => one.GetProperty("name").GetString()!).ToHashSet();
            Assert.Equal((path, string.Join(' ', known.Order())),
                (path, string.Join(' ', reads.Names.Where(name => known.Contains(name) || !known.Contains(Camel(name))).Order())));
        }
    }

    private static string Camel(string snake) =>
        Regex.Replace(snake, "_([a-z])", static letter => letter.Groups[1].Value.ToUpperInvariant());

    [Fact]
    public async Task Every_reference_leads_to_a_schema()
    {
        var (document, host) = await OpenAsync();
        await using var _ = host;
        var schemas = document.GetProperty("components").GetProperty("schemas");
        var references = References(document).Distinct().ToArray();
        Assert.NotEmpty(references);
        Assert.All(references, name => Assert.True(schemas.TryGetProperty(name, out var _), name));
    }

    [Theory]
    [InlineData("/api/search", "Found")]
    [InlineData($"/api/waterfall/{SomeJson.TraceId}", "Waterfall")]
    [InlineData($"/api/comparison/{SomeJson.TraceId}/{SomeJson.TraceId}", "Comparison")]
    [InlineData("/api/graph?endTs=1767323065000", "Graph")]
    [InlineData("/api/traces?service=shop", "JaegerEnvelope")]
    [InlineData("/api/search?limit=0", "Error")]
    public async Task Answers_have_the_members_that_the_document_tells(string path, string schema)
    {
        var (document, host) = await OpenAsync();
        await using var _ = host;
        await host.PostAsync(SomeJson.Request(SomeJson.Span(1, 0, 1, "place order"),
            SomeJson.Span(2, 1, 0, "reserve", ""","status":{"code":2,"message":"no stock"}""")));
        await RunningHost.UntilAsync(() => host.GetJsonAsync($"/api/traces/{SomeJson.TraceId}"), RunningHost.AreClosed);
        var schemas = document.GetProperty("components").GetProperty("schemas");
        Matches(await host.GetJsonAsync(path), schemas.GetProperty(schema), schemas);
    }

    // Members, required ones and further ones, of objects and of what is in arrays.
    private static void Matches(JsonElement answer, JsonElement schema, JsonElement schemas)
    {
        var (known, required) = (new Dictionary<string, JsonElement>(), new List<string>());
        Collect(schema);
        if (answer.ValueKind == JsonValueKind.Array && schema.TryGetProperty("items", out var items))
        {
            foreach (var item in answer.EnumerateArray()) Matches(item, items, schemas);
        }
        if (answer.ValueKind != JsonValueKind.Object || known.Count == 0) return;
        Assert.Subset(answer.EnumerateObject().Select(static one => one.Name).ToHashSet(), required.ToHashSet());
        foreach (var member in answer.EnumerateObject())
        {
            Assert.True(known.TryGetValue(member.Name, out var of), $"{member.Name} is not in the document");
            Matches(member.Value, Resolved(of), schemas);
        }

        void Collect(JsonElement one)
        {
            one = Resolved(one);
            if (one.TryGetProperty("allOf", out var all))
                foreach (var part in all.EnumerateArray()) Collect(part);
            if (one.TryGetProperty("properties", out var properties))
                foreach (var property in properties.EnumerateObject()) known[property.Name] = property.Value;
            if (one.TryGetProperty("required", out var names))
                required.AddRange(names.EnumerateArray().Select(static name => name.GetString()!));
        }

        JsonElement Resolved(JsonElement one) => one.TryGetProperty("$ref", out var name)
            ? schemas.GetProperty(name.GetString()!.Split('/')[^1])
            : one;
    }

    private static IEnumerable<string> References(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(static member =>
            member.Name == "$ref" ? [member.Value.GetString()!.Split('/')[^1]] : References(member.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(References),
        _ => [],
    };
}
