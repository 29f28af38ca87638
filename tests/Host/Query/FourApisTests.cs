using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Tracing.Storage;

namespace Tracing.Hosting.Query;

public sealed class FourApisTests : IDisposable
{
    private const string ZipkinTrace = "5af7183fb1d4cf5f";

    private const string ZipkinSpans = """
        [{"traceId":"5af7183fb1d4cf5f","id":"000000000000000a","kind":"SERVER","name":"get /cart","timestamp":1767323045000000,
          "duration":9000,"localEndpoint":{"serviceName":"front"},"tags":{"http.path":"/cart","tier":"gold"},
          "annotations":[{"timestamp":1767323045000500,"value":"cache miss"}]},
         {"traceId":"5af7183fb1d4cf5f","parentId":"000000000000000a","id":"000000000000000b","kind":"CLIENT","name":"select",
          "timestamp":1767323045001000,"duration":2000,"localEndpoint":{"serviceName":"front"},
          "remoteEndpoint":{"serviceName":"mysql"},"tags":{"error":"no row"}},
         {"traceId":"5af7183fb1d4cf5f","parentId":"000000000000000a","id":"000000000000000c","kind":"SERVER","name":"reserve",
          "timestamp":1767323045004000,"duration":3000,"localEndpoint":{"serviceName":"back"},"tags":{"items":"3"}}]
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tracing-tests-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Traces_of_the_SDK_and_of_Zipkin_are_the_same_by_all_four_APIs_and_after_a_restart_with_a_late_span()
    {
        var settings = RunningHost.Settings with { Storage = StorageSettings.Default with { Path = _folder.FullName } };
        Activity root;
        Dictionary<string, string[]> before;
        await using (var host = await RunningHost.StartAsync(settings))
        {
            root = Send(host.Host.OtlpHttpAddress);
            await PostZipkinAsync(host, ZipkinSpans);
            before = await SameAsync(host, (SdkTrace(root), 2), (ZipkinTrace, 3));
            Assert.Contains(before[SdkTrace(root)], static line => line.Contains(
                "error:no stock big=9007199254740993 half=0.5 is=true many=[\"a,b\",\"\"] number=7 peer.service=stock text=größe", StringComparison.Ordinal));
            Assert.Contains(before[ZipkinTrace], static line => line == "000000000000000b <000000000000000a front/select client "
                + "1767323045001000+2000 error:no row peer.service=mysql ");
            await RunningHost.UntilAsync(() => host.GetJsonAsync("/api/search?completeness=settled"),
                static found => found.GetProperty("traces").GetArrayLength() == 2);
        }

        await using var again = await RunningHost.StartAsync(settings);
        var after = await SameAsync(again, (SdkTrace(root), 2), (ZipkinTrace, 3));
        foreach (var (id, lines) in before) Assert.Equal(lines, after[id]);
        await again.PostAsync(SomeJson.Request(SomeJson.Span(0x77, name: "late", traceId: SdkTrace(root), startMicros: 5)
            .Replace("\"parentSpanId\":\"\"", $"\"parentSpanId\":\"{root.SpanId}\"", StringComparison.Ordinal)));
        await PostZipkinAsync(again, $$$"""
            [{"traceId":"{{{ZipkinTrace}}}","parentId":"000000000000000c","id":"000000000000000d","name":"late",
              "timestamp":1767323045005000,"duration":1000,"localEndpoint":{"serviceName":"back"}}]
            """);
        var later = await SameAsync(again, (SdkTrace(root), 3), (ZipkinTrace, 4));
        Assert.Single(later[SdkTrace(root)], line => line.StartsWith($"0000000000000077 <{root.SpanId} shop/late", StringComparison.Ordinal));
        Assert.Single(later[ZipkinTrace], static line => line.StartsWith("000000000000000d <000000000000000c back/late", StringComparison.Ordinal));
    }

    private static string SdkTrace(Activity root) => root.TraceId.ToHexString();

    private static async Task<Dictionary<string, string[]>> SameAsync(RunningHost host, params (string Id, int Spans)[] traces)
    {
        var same = new Dictionary<string, string[]>();
        foreach (var (id, spans) in traces)
        {
            var all = await RunningHost.UntilAsync(
                () => FourApis.ReadAsync(host, id), read => read.All(one => one.Lines.Length == spans));
            foreach (var (api, lines) in all) Assert.Equal((api, string.Join('\n', all[0].Lines)), (api, string.Join('\n', lines)));
            same.Add(id, all[0].Lines);
        }
        return same;
    }

    private static async Task PostZipkinAsync(RunningHost host, string spans)
    {
        using var taken = await host.Client.PostAsync(new Uri(host.Host.ZipkinAddress, "/api/v2/spans"),
            new StringContent(spans, MediaTypeHeaderValue.Parse("application/json")));
        Assert.True(taken.IsSuccessStatusCode);
    }

    private static Activity Send(Uri door)
    {
        using var source = new ActivitySource($"Shop.{Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture)}");
        using var provider = Sdk.CreateTracerProviderBuilder().AddSource(source.Name).SetSampler(new AlwaysOnSampler())
            .ConfigureResource(static resource => resource.Clear().AddService("sdk-shop", autoGenerateServiceInstanceId: false))
            .AddOtlpExporter(options => (options.Endpoint, options.Protocol) =
                (new Uri(door, "/v1/traces"), OtlpExportProtocol.HttpProtobuf)).Build();
        Activity.Current = null;
        using var root = source.StartActivity("POST /checkout", ActivityKind.Server)!;
        using (var child = source.StartActivity("reserve", ActivityKind.Client)!)
        {
            child.SetTag("text", "größe").SetTag("number", 7).SetTag("big", (1L << 53) + 1).SetTag("half", 0.5).SetTag("is", true)
                .SetTag("many", new[] { "a,b", "" }).SetTag("peer.service", "stock").SetStatus(ActivityStatusCode.Error, "no stock")
                .AddEvent(new ActivityEvent("looked", tags: new ActivityTagsCollection { ["at"] = "shelf" }));
        }
        root.Stop();
        Assert.True(provider.ForceFlush(60_000));
        return root;
    }
}
