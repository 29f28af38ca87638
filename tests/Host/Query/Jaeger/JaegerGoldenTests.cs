using System.Text;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Tracing.Hosting.Doors.OtlpGrpc.Schema;
using Tracing.Hosting.Query.Jaeger.Schema;

namespace Tracing.Hosting.Query.Jaeger;

/// <summary>The answers of Jaeger's APIs, of both versions and both encodings, for one trace of two services with a value of each
/// type, and one trace that is older.</summary>
public class JaegerGoldenTests(JaegerGoldenTests.SomeTraces shared) : IClassFixture<JaegerGoldenTests.SomeTraces>
{
    private const string OtherTrace = "00000000000000000000000000000007";
    private const string Until = "endTs=1767323105000&lookback=120000";
    private const string Range = "start=1767322985000000&end=1767323105000000";
    private const string Times =
        "query.startTimeMin=2026-01-02T03:03:05Z&query.startTimeMax=2026-01-02T03:05:05Z";

    private const string Failing = """
        ,"traceState":"vendor=1","flags":257,"droppedAttributesCount":1,"droppedEventsCount":2,"droppedLinksCount":3,
        "status":{"code":2,"message":"no stock"},
        "events":[{"timeUnixNano":"1767323045001000000","name":"exception","droppedAttributesCount":4,
          "attributes":[{"key":"exception.type","value":{"stringValue":"Shop.NoStock"}}]}],
        "links":[{"traceId":"00000000000000000000000000000009","spanId":"0000000000000008","traceState":"other=2",
          "attributes":[{"key":"why","value":{"stringValue":"retry"}}]}]
        """;

    private const string Tags = """
        ,{"key":"text","value":{"stringValue":"grün"}},{"key":"big","value":{"intValue":"9007199254740993"}},
        {"key":"small","value":{"intValue":"-7"}},{"key":"share","value":{"doubleValue":0.5}},
        {"key":"yes","value":{"boolValue":true}},{"key":"bytes","value":{"bytesValue":"AQID"}},
        {"key":"list","value":{"arrayValue":{"values":[{"stringValue":"a,b"},{"intValue":"2"}]}}},
        {"key":"map","value":{"kvlistValue":{"values":[{"key":"in","value":{"boolValue":false}}]}}}
        """;

    public sealed class SomeTraces : SharedHost
    {
        private protected override async Task<RunningHost> StartAsync()
        {
            var host = await RunningHost.StartAsync();
            await host.PostAsync(SomeJson.RequestOf("shop", SomeJson.Span(1, 0, 1, "place order", micros: 20_000)));
            await host.PostAsync(SomeJson.RequestOf("stock", SomeJson.Span(2, 1, 0, "reserve", Failing, Tags, startMicros: 1_000)));
            await host.PostAsync(SomeJson.RequestOf(
                "bank", SomeJson.Span(3, 0, 0, "count", traceId: OtherTrace, startMicros: -30_000_000, micros: 90_000)));
            await RunningHost.UntilAsync(() => host.GetJsonAsync("/api/search?completeness=exact"),
                static found => found.GetProperty("traces").GetArrayLength() == 2);
            return host;
        }
    }

    [Theory]
    [InlineData("services", "/api/services")]
    [InlineData("service-operations", "/api/services/stock/operations")]
    [InlineData("operations", "/api/operations?service=stock&spanKind=server")]
    [InlineData("traces", $"/api/traces?service=stock&limit=20&{Range}&tags=%7B%22yes%22%3A%22true%22%7D")]
    [InlineData("trace", $"/api/traces/{OtherTrace}")]
    [InlineData("trace-unknown", "/api/traces/00000000000000000000000000000099")]
    [InlineData("trace-unreadable", "/api/traces/xyz")]
    [InlineData("traces-unreadable", "/api/traces?service=stock&limit=none")]
    [InlineData("dependencies", $"/api/dependencies?{Until}")]
    [InlineData("v3-services", "/api/v3/services")]
    [InlineData("v3-operations", "/api/v3/operations?service=stock")]
    [InlineData("v3-traces", $"/api/v3/traces?query.serviceName=stock&{Times}")]
    [InlineData("v3-trace", $"/api/v3/traces/{OtherTrace}")]
    [InlineData("v3-trace-unknown", "/api/v3/traces/00000000000000000000000000000099")]
    [InlineData("v3-traces-unreadable", "/api/v3/traces?query.searchDepth=none")]
    [InlineData("v3-summaries", $"/api/v3/trace-summaries?{Times}")]
    [InlineData("v3-dependencies", "/api/v3/dependencies?startTime=2026-01-02T03:03:05Z&endTime=2026-01-02T03:05:05Z")]
    public async Task An_answer_over_HTTP_is_as_in_its_golden_file(string name, string path)
    {
        using var answer = await shared.Host.GetAsync(path);
        JsonGolden.Same("Query/Jaeger", name, await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_transformed_file_is_as_in_its_golden_file()
    {
        using var answer = await shared.Host.Client.PostAsync(new Uri(shared.Host.Host.PageAddress, "/api/transform"),
            new StringContent(SomeJson.RequestOf("stock", SomeJson.Span(2, 1, 0, "reserve", Failing, Tags)),
                Encoding.UTF8, "application/json"));
        JsonGolden.Same("Query/Jaeger", "transform", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task An_answer_over_gRPC_is_as_in_its_golden_file()
    {
        var host = shared.Host;
        var (from, until) = (DateTimeOffset.FromUnixTimeSeconds(1_767_322_985), DateTimeOffset.FromUnixTimeSeconds(1_767_323_105));
        var query = new TraceQueryParameters
        {
            ServiceName = "stock",
            StartTimeMin = from.ToTimestamp(),
            StartTimeMax = until.ToTimestamp(),
        };
        Same("services", await JaegerGrpcClient.AskAsync(host, "GetServices", new GetServicesRequest(),
            GetServicesRequest.Parser, GetServicesResponse.Parser, isStream: false));
        Same("operations", await JaegerGrpcClient.AskAsync(host, "GetOperations", new GetOperationsRequest { Service = "stock" },
            GetOperationsRequest.Parser, GetOperationsResponse.Parser, isStream: false));
        Same("trace", await JaegerGrpcClient.AskAsync(host, "GetTrace", new GetTraceRequest { TraceId = SomeJson.TraceId },
            GetTraceRequest.Parser, TracesData.Parser));
        Same("traces", await JaegerGrpcClient.AskAsync(host, "FindTraces", new FindTracesRequest { Query = query },
            FindTracesRequest.Parser, TracesData.Parser));
        Same("summaries", await JaegerGrpcClient.AskAsync(host, "FindTraceSummaries", new FindTraceSummariesRequest { Query = query },
            FindTraceSummariesRequest.Parser, FindTraceSummariesResponse.Parser));
        Same("dependencies", await JaegerGrpcClient.AskAsync(host, "GetDependencies",
            new GetDependenciesRequest { StartTime = from.ToTimestamp(), EndTime = until.ToTimestamp() },
            GetDependenciesRequest.Parser, DependenciesResponse.Parser, isStream: false));

        static void Same<T>(string name, List<T> answers)
            where T : IMessage => JsonGolden.Same(
                "Query/Jaeger", $"grpc-{name}", $"[{string.Join(',', answers.Select(one => JsonFormatter.Default.Format(one)))}]");
    }
}
