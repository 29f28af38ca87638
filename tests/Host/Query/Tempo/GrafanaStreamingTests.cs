using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Tracing.Hosting.Query.Tempo.Grpc;
using Tracing.Hosting.Query.Tempo.Schema;
using Tracing.Hosting.Security;
using Tracing.Hosting.Web;

namespace Tracing.Hosting.Query.Tempo;

/// <summary>The calls that Grafana's Tempo data source makes over gRPC where streaming is switched on (grafana-tempo-datasource,
/// tempo.go, search_stream.go and metrics_stream.go), on the port on which it asks over HTTP.</summary>
public class GrafanaStreamingTests(SharedTempoHost shared) : IClassFixture<SharedTempoHost>
{
    private const uint Start = 1_767_322_000, End = 1_767_325_000;
    private const ulong Second = 1_000_000_000;
    private const string Token = "page-token-0123456789";

    private static Marshaller<T> Of<T>(MessageParser<T> parser)
        where T : IMessage<T> => Marshallers.Create(static message => message.ToByteArray(), parser.ParseFrom);

    private static async Task<List<TResponse>> AskAsync<TRequest, TResponse>(RunningHost host, string method,
        TRequest request, MessageParser<TRequest> reads, MessageParser<TResponse> answers, string? token = null,
        HttpClient? client = null)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
    {
        using var channel = GrpcChannel.ForAddress(host.Host.TempoAddress, new GrpcChannelOptions { HttpClient = client });
        var called = new Method<TRequest, TResponse>(
            MethodType.ServerStreaming, TempoGrpcRoutes.StreamingQuerier, method, Of(reads), Of(answers));
        var options = new CallOptions(token is null ? [] : new Metadata { { "authorization", $"Bearer {token}" } });
        using var call = channel.CreateCallInvoker().AsyncServerStreamingCall(called, null, options, request);
        var all = new List<TResponse>();
        await foreach (var one in call.ResponseStream.ReadAllAsync()) all.Add(one);
        return all;
    }

    private static Task<List<SearchResponse>> SearchAsync(
        RunningHost host, SearchRequest request, string? token = null, HttpClient? client = null) =>
        AskAsync(host, "Search", request, SearchRequest.Parser, SearchResponse.Parser, token, client);

    [Fact]
    public async Task The_connection_is_tested_by_a_search_for_one_trace()
    {
        Assert.Single(Assert.Single(await SearchAsync(shared.Host, new() { Query = "{}", Start = Start, End = End, Limit = 1 })).Traces);
        // An empty answer is an answer too.
        Assert.Empty(Assert.Single(await SearchAsync(shared.Host, new() { Query = "{}", Start = 1, End = 2, Limit = 1 })).Traces);
    }

    [Fact]
    public async Task A_search_has_the_content_of_the_one_over_HTTP()
    {
        const string Query = "{ status = error } | select(span.http.status_code, span.yes, span.tags)";
        var found = (await SearchAsync(shared.Host, new() { Query = Query, Start = Start, End = End })).SelectMany(static one => one.Traces);
        var trace = Assert.Single(found);
        Assert.Equal((SomeJson.TraceId, "shop", "place order", 1_767_323_045_000_000_000ul, 6u),
            (trace.TraceId, trace.RootServiceName, trace.RootTraceName, trace.StartTimeUnixNano, trace.DurationMs));
        Assert.Equal((2u, 1u), (trace.ServiceStats["shop"].SpanCount, trace.ServiceStats["shop"].ErrorCount));
        Assert.Equal(trace.SpanSets[0], trace.SpanSet);
        var span = Assert.Single(Assert.Single(trace.SpanSets).Spans);
        Assert.Equal(("0000000000000002", "reserve", 5_000_000ul), (span.SpanId, span.Name, span.DurationNanos));
        var attributes = span.Attributes.ToDictionary(static one => one.Key, static one => one.Value);
        Assert.Equal(500, attributes["http.status_code"].IntValue);
        Assert.True(attributes["yes"].BoolValue);
        Assert.Equal(["a", "b"], attributes["tags"].ArrayValue.Values.Select(static one => one.StringValue));
        Assert.Equal("error", attributes["status"].StringValue);
    }

    [Fact]
    public async Task Figures_are_drawn_over_time_and_as_one_value()
    {
        var range = Assert.Single(await AskAsync(shared.Host, "MetricsQueryRange", new QueryRangeRequest
        {
            Query = "{} | count_over_time() by(resource.service.name)",
            Start = Start * Second,
            End = End * Second,
            Step = 1_000 * Second,
        }, QueryRangeRequest.Parser, QueryRangeResponse.Parser));
        Assert.Equal(["shop 2", "stock 1"], range.Series.Select(static one =>
            $"{one.Labels[0].Value.StringValue} {one.Samples.Sum(static sample => sample.Value)}").Order());
        Assert.All(range.Series, static one => Assert.Equal(0, one.Samples[0].TimestampMs % 1_000_000));
        var instant = Assert.Single(await AskAsync(shared.Host, "MetricsQueryInstant", new QueryInstantRequest
        {
            Query = "{ status = error } | count_over_time()",
            Start = Start * Second,
            End = End * Second,
        }, QueryInstantRequest.Parser, QueryInstantResponse.Parser));
        Assert.Equal(1, Assert.Single(instant.Series).Value);
    }

    [Fact]
    public async Task What_cannot_be_answered_has_a_status_with_the_reason()
    {
        foreach (var (text, request) in new[]
        {
            ("invalid TraceQL query: parse error at line 1, col 3", new SearchRequest { Query = "{ = }" }),
            ("a metrics query is for MetricsQueryRange", new SearchRequest { Query = "{} | rate()" }),
            ("limit must be up to", new SearchRequest { Query = "{}", Limit = 1_000_000 }),
            ("end must not be before start", new SearchRequest { Query = "{}", Start = 2, End = 1 }),
        })
        {
            var refused = await Assert.ThrowsAsync<RpcException>(() => SearchAsync(shared.Host, request));
            Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
            Assert.StartsWith(text, refused.Status.Detail, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task With_TLS_both_protocols_are_there_too()
    {
        using var files = new CertificateFiles();
        await using var host = await RunningHost.StartAsync(RunningHost.Settings with
        {
            Security = SecuritySettings.None with { Tls = TlsCertificate.Load(files.Both, null, null) },
        });
        using var client = files.Client();
        Assert.Single(await SearchAsync(host, new() { Query = "{}" }, client: client));
        Assert.Equal("echo", await client.GetStringAsync(new Uri(host.Host.TempoAddress, "/api/echo")));
    }

    [Fact]
    public async Task The_port_asks_for_its_token_over_both_protocols()
    {
        await using var host = await RunningHost.StartAsync(RunningHost.Settings with
        {
            Security = SecuritySettings.None with { PageToken = AccessToken.TryCreate(Token) },
        });
        foreach (var token in new[] { null, "wrong-token-0123456789" })
        {
            var refused = await Assert.ThrowsAsync<RpcException>(() => SearchAsync(host, new() { Query = "{}" }, token));
            Assert.Equal(StatusCode.Unauthenticated, refused.StatusCode);
        }
        Assert.Single(await SearchAsync(host, new() { Query = "{}" }, Token));
        using var plain = await host.AskAsync("/api/search");
        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, plain.StatusCode);
    }
}
