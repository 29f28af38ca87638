using System.Text.Json;
using Akka.Actor;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Tracing.Actors;
using Tracing.Actors.Tutorial;
using Tracing.Hosting;

namespace Tracing.EndToEnd.Activities;

public class OpenTelemetrySdkTests
{
    // As ASP.NET Core names it by itself; the SDK's instrumentation package would call it after its route.
    private const string WebRequest = "Microsoft.AspNetCore.Hosting.HttpRequestIn";

    [Theory]
    [InlineData(false, "OrderActor PlaceOrder")]
    [InlineData(true, "PlainOrderActor PlaceOrder")]
    public async Task A_web_requests_actor_span_and_the_handlers_own_web_request_are_one_trace_of_the_SDK(
        bool untouched, string actor)
    {
        await using var host = await RunningHost.StartAsync();
        using (Exporting(host, Tracer.ScopeName, "Microsoft.AspNetCore", "System.Net.Http"))
        await using (var shop = await WebShop.StartAsync(untouched))
        {
            using var answer = await shop.Client.PostAsync(new Uri(shop.Address, "/order"), null);
            Assert.Equal("ordered, 7 left", await answer.Content.ReadAsStringAsync());
        }

        var traces = await TracesAsync(host, "shop-web", 1);
        // From the outermost inwards: client, server, actor, the actor's client, its server.
        var names = new List<string>();
        var spans = traces[0].GetProperty("spans").EnumerateArray().ToDictionary(Id);
        for (var at = spans.Values.Single(span => ParentOf(span) is null); ;)
        {
            names.Add(at.GetProperty("operationName").GetString()!);
            var inner = spans.Values.Where(span => ParentOf(span) == Id(at)).ToArray();
            if (inner.Length == 0) break;
            at = Assert.Single(inner);
        }
        Assert.Equal(["POST", WebRequest, actor, "GET", WebRequest], names);
        Assert.Equal(5, spans.Count);
    }

    [Fact]
    public async Task Actors_spans_that_only_the_SDK_exports_make_exact_traces()
    {
        await using var host = await RunningHost.StartAsync();
        using (Exporting(host, Tracer.ScopeName))
        {
            using var system = ActorSystem.Create("tutorial", ActorTracing.Reference);
            var work = new OrderWork(() => Task.CompletedTask, payload => Task.FromResult(payload));
            var tutorial = TutorialActors.Start(system, work, services: 2);
            for (var i = 1; i <= 3; i++) Assert.Null(await tutorial.MakeRequestAsync($"req_{i}"));
            await system.Terminate();
        }

        foreach (var trace in await TracesAsync(host, "shop-web", 3))
        {
            Assert.Equal(3, trace.GetProperty("spans").GetArrayLength());
            Assert.Equal("exact", trace.GetProperty("completeness").GetString());
        }
    }

    private static TracerProvider Exporting(RunningHost host, params string[] sources) =>
        Sdk.CreateTracerProviderBuilder()
            .ConfigureResource(static resource => resource.Clear().AddService("shop-web"))
            .AddSource(sources)
            .AddOtlpExporter(otlp =>
            {
                otlp.Endpoint = new Uri(host.Host.OtlpHttpAddress, "/v1/traces");
                otlp.Protocol = OtlpExportProtocol.HttpProtobuf;
            })
            .Build();

    private static async Task<JsonElement[]> TracesAsync(RunningHost host, string service, int count)
    {
        var answer = await RunningHost.UntilAsync(() => host.GetJsonAsync($"/api/traces?service={service}"),
            found => found.GetProperty("data") is { ValueKind: JsonValueKind.Array } data && data.GetArrayLength() == count
                && RunningHost.AreClosed(found));
        return [.. answer.GetProperty("data").EnumerateArray()];
    }

    private static string Id(JsonElement span) => span.GetProperty("spanID").GetString()!;

    private static string? ParentOf(JsonElement span) =>
        span.GetProperty("references").EnumerateArray().FirstOrDefault() is { ValueKind: JsonValueKind.Object } parent
            ? parent.GetProperty("spanID").GetString()
            : null;
}
