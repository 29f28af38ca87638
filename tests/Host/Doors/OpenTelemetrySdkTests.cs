using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Tracing.Hosting.Doors;

public class OpenTelemetrySdkTests
{
    private const int Orders = 4;

    [Theory]
    [InlineData(OtlpExportProtocol.HttpProtobuf)]
    [InlineData(OtlpExportProtocol.Grpc)]
    public async Task Traces_of_the_OpenTelemetry_SDK_come_out_whole_and_once_though_children_come_first_and_batches_twice(
        OtlpExportProtocol protocol)
    {
        await using var host = await RunningHost.StartAsync();
        var endpoint = protocol == OtlpExportProtocol.Grpc
            ? host.Host.OtlpGrpcAddress
            : new Uri(host.Host.OtlpHttpAddress, "/v1/traces");
        var ids = new List<string>();
        var lines = Enumerable.Range(0, Orders).SelectMany(i => Trace(i, ids)).ToArray();

        // One exporter a service, as in processes of their own; children first, and every other batch a second time.
        foreach (var batch in lines.OrderByDescending(span => span.Depth).GroupBy(span => (span.Depth, span.Service)))
        {
            using var exporter = Exporter(endpoint, protocol, batch.Key.Service);
            foreach (var _ in Enumerable.Range(0, batch.Key.Depth % 2 == 0 ? 2 : 1))
                Assert.Equal(ExportResult.Success,
                    exporter.Export(new Batch<Activity>([.. batch.Select(span => span.Activity)], batch.Count())));
        }

        foreach (var id in ids)
        {
            var trace = (await RunningHost.UntilAsync(() => host.GetJsonAsync($"/api/traces/{id}"),
                RunningHost.AreClosed)).GetProperty("data")[0];
            var spans = trace.GetProperty("spans").EnumerateArray().ToArray();
            Assert.Equal(3, spans.Length);
            Assert.Equal(3, spans.Select(span => span.GetProperty("spanID").GetString()).Distinct().Count());
            Assert.Single(spans, span => span.GetProperty("references").GetArrayLength() == 0);
            Assert.Equal(["client", "orders", "stock"], trace.GetProperty("processes").EnumerateObject()
                .Select(process => process.Value.GetProperty("serviceName").GetString()!).Order());
            Assert.Equal("settled", trace.GetProperty("completeness").GetString());
        }
        Assert.Equal(Orders, (await host.GetJsonAsync("/api/traces?service=orders")).GetProperty("total").GetInt32());
        Assert.Equal(2 * Orders, host.Host.Engine.Counts.Assembler.Duplicates);
    }

    // An SDK's exporter learns its resource from the provider that it belongs to.
    private static OtlpTraceExporter Exporter(Uri endpoint, OtlpExportProtocol protocol, string service)
    {
        var exporter = new OtlpTraceExporter(
            new OtlpExporterOptions { Endpoint = endpoint, Protocol = protocol });
        Sdk.CreateTracerProviderBuilder().ConfigureResource(resource => resource.Clear().AddService(service))
            .AddProcessor(new SimpleActivityExportProcessor(exporter)).Build();
        return exporter;
    }

    private static IEnumerable<(int Depth, string Service, Activity Activity)> Trace(int number, List<string> ids)
    {
        using var source = new ActivitySource("tests");
        using var listener = new ActivityListener
        {
            ShouldListenTo = listened => ReferenceEquals(listened, source),
            Sample = static (ref _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        var root = source.StartActivity("place order", ActivityKind.Client)!;
        var order = source.StartActivity("handle order", ActivityKind.Server)!.SetTag("order.number", number);
        var stock = source.StartActivity("reserve", ActivityKind.Internal)!;
        foreach (var activity in new[] { stock, order, root }) activity.Stop();
        ids.Add(root.TraceId.ToHexString());
        return [(0, "client", root), (1, "orders", order), (2, "stock", stock)];
    }
}
