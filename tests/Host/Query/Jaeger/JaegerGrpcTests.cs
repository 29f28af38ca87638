using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Grpc.Reflection.V1;
using Tracing.Hosting.Doors.OtlpGrpc.Schema;
using Tracing.Hosting.Query.Jaeger.Grpc;
using Tracing.Hosting.Query.Jaeger.Schema;
using Tracing.Hosting.Security;
using Tracing.Hosting.Web;

namespace Tracing.Hosting.Query.Jaeger;

public class JaegerGrpcTests
{
    private const string Token = "page-token-0123456789", DoorToken = "door-token-0123456789";
    private const string Failing = ""","status":{"code":2,"message":"no stock"}""";

    private static Task<List<TracesData>> GetAsync(RunningHost host, string id) => JaegerGrpcClient.AskAsync(
        host, "GetTrace", new GetTraceRequest { TraceId = id }, GetTraceRequest.Parser, TracesData.Parser);

    private static Task<List<TracesData>> FindAsync(RunningHost host, TraceQueryParameters? query) => JaegerGrpcClient.AskAsync(
        host, "FindTraces", new FindTracesRequest { Query = query }, FindTracesRequest.Parser, TracesData.Parser);

    private static IEnumerable<Tracing.Hosting.Doors.OtlpGrpc.Schema.Span> SpansOf(IEnumerable<TracesData> data) => data
        .SelectMany(static one => one.ResourceSpans).SelectMany(static one => one.ScopeSpans).SelectMany(static one => one.Spans);

    private static async Task<RunningHost> WithTracesAsync(HostSettings? settings = null)
    {
        var host = await RunningHost.StartAsync(settings ?? RunningHost.Settings);
        await host.PostAsync(SomeJson.RequestOf("shop", SomeJson.Span(1, 0, 1, "place order", micros: 20_000)));
        await host.PostAsync(SomeJson.RequestOf("stock", SomeJson.Span(2, 1, 0, "reserve", Failing,
            """,{"key":"yes","value":{"boolValue":true}}""", startMicros: 1_000)));
        await host.PostAsync(SomeJson.RequestOf("bank",
            SomeJson.Span(3, 0, 0, "count", traceId: "07".PadLeft(32, '0'), startMicros: 60_000_000, micros: 90_000)));
        await RunningHost.UntilAsync(() => host.GetJsonAsync("/api/search?completeness=exact"),
            static found => found.GetProperty("traces").GetArrayLength() == 2);
        return host;
    }

    [Fact]
    public async Task Services_operations_and_dependencies_are_listed()
    {
        await using var host = await WithTracesAsync();
        var services = await JaegerGrpcClient.AskAsync(host, "GetServices", new GetServicesRequest(), GetServicesRequest.Parser,
            GetServicesResponse.Parser, isStream: false);
        Assert.Equal(["bank", "shop", "stock"], services[0].Services);
        foreach (var (kind, count) in new[] { ("", 1), ("server", 1), ("client", 0) })
        {
            var operations = await JaegerGrpcClient.AskAsync(host, "GetOperations", new GetOperationsRequest { Service = "stock", SpanKind = kind },
                GetOperationsRequest.Parser, GetOperationsResponse.Parser, isStream: false);
            Assert.Equal(count, operations[0].Operations.Count(one => one is { Name: "reserve", SpanKind: "server" }));
        }
        var from = Timestamp.FromDateTimeOffset(DateTimeOffset.UnixEpoch.AddSeconds(1_767_323_000));
        var calls = await JaegerGrpcClient.AskAsync(host, "GetDependencies", new GetDependenciesRequest { StartTime = from },
            GetDependenciesRequest.Parser, DependenciesResponse.Parser, isStream: false);
        Assert.Equal(("shop", "stock", 1ul), Assert.Single(calls[0].Dependencies) is { } one ? (one.Parent, one.Child, one.CallCount) : default);
        Assert.Equal("""{"dependencies":[{"parent":"shop","child":"stock","callCount":"1"}]}""",
            (await host.GetJsonAsync("/api/v3/dependencies?startTime=2026-01-02T00:00:00Z")).GetRawText());
    }

    [Fact]
    public async Task A_trace_comes_with_all_its_spans_and_their_resources()
    {
        await using var host = await WithTracesAsync();
        var data = await GetAsync(host, SomeJson.TraceId);
        Assert.Equal(["shop", "stock"], data.SelectMany(static one => one.ResourceSpans)
            .Select(static one => one.Resource.Attributes.Single(static tag => tag.Key == "service.name").Value.StringValue).Order());
        Assert.Equal(["place order", "reserve"], SpansOf(data).Select(static span => span.Name).Order());
        Assert.Equal("no stock", SpansOf(data).Single(static span => span.Name == "reserve").Status.Message);
    }

    [Theory]
    [InlineData("shop", "", "", "", 0, 0, "place order,reserve")]
    [InlineData("", "reserve", "", "", 0, 0, "place order,reserve")]
    [InlineData("stock", "", "yes", "true", 0, 0, "place order,reserve")]
    [InlineData("stock", "", "yes", "false", 0, 0, "")]
    [InlineData("", "", "", "", 50, 0, "count")]
    [InlineData("", "", "", "", 0, 50, "place order,reserve")]
    [InlineData("", "", "", "", 0, 0, "count,place order,reserve")]
    public async Task A_search_finds_what_matches(
        string service, string operation, string key, string value, int minMillis, int maxMillis, string names)
    {
        await using var host = await WithTracesAsync();
        var query = new TraceQueryParameters
        {
            ServiceName = service,
            OperationName = operation,
            StartTimeMin = Timestamp.FromDateTimeOffset(DateTimeOffset.UnixEpoch.AddSeconds(1_767_323_000)),
            DurationMin = Duration.FromTimeSpan(TimeSpan.FromMilliseconds(minMillis)),
            DurationMax = Duration.FromTimeSpan(TimeSpan.FromMilliseconds(maxMillis)),
        };
        if (key.Length > 0) query.Attributes.Add(key, value);
        Assert.Equal(names, string.Join(',', SpansOf(await FindAsync(host, query)).Select(static span => span.Name).Order()));
    }

    [Fact]
    public async Task Summaries_say_what_a_list_shows()
    {
        await using var host = await WithTracesAsync();
        var answers = await JaegerGrpcClient.AskAsync(host, "FindTraceSummaries",
            new FindTraceSummariesRequest { Query = new TraceQueryParameters { ServiceName = "shop" } },
            FindTraceSummariesRequest.Parser, FindTraceSummariesResponse.Parser);
        var summary = Assert.Single(answers.SelectMany(static one => one.Summaries));
        Assert.Equal((SomeJson.TraceId, "shop", "place order", 2, 1, 0), (summary.TraceId, summary.RootServiceName,
            summary.RootOperationName, summary.SpanCount, summary.ErrorSpanCount, summary.OrphanSpanCount));
        Assert.Equal(["shop", "stock"], summary.Services.Select(static one => one.Name));
    }

    [Fact]
    public async Task A_large_trace_comes_in_messages_that_clients_take()
    {
        await using var host = await RunningHost.StartAsync();
        var tag = ",{\"key\":\"text\",\"value\":{\"stringValue\":\"" + new string('x', 100_000) + "\"}}";
        for (var i = 0; i < 5; i++)
        {
            await host.PostAsync(SomeJson.Request(
                [.. Enumerable.Range(i * 10 + 1, 10).Select(id => SomeJson.Span(id, id == 1 ? 0 : 1, id == 1 ? 49 : 0, tags: tag))]));
        }
        var data = await RunningHost.UntilAsync(
            () => GetAsync(host, SomeJson.TraceId), static data => SpansOf(data).Count() == 50);
        Assert.InRange(data.Count, 4, 6);
    }

    [Theory]
    [InlineData(1, 100_000, 1, "1 more traces are not in this answer: it would be too long")]
    [InlineData(1 << 20, 1, 2, $"1 spans of {SomeJson.TraceId} are not in this answer: it would be too long")]
    public async Task An_answer_that_is_cut_says_so_in_a_trailer(long maxBytes, int maxSpans, int messages, string note)
    {
        await using var host = await WithTracesAsync(RunningHost.Settings with { MaxAnswerBytes = maxBytes, MaxAnswerSpans = maxSpans });
        using var channel = GrpcChannel.ForAddress(host.Host.JaegerGrpcAddress);
        var find = new Method<FindTracesRequest, TracesData>(MethodType.ServerStreaming, JaegerGrpcRoutes.QueryService,
            "FindTraces", JaegerGrpcClient.Of(FindTracesRequest.Parser), JaegerGrpcClient.Of(TracesData.Parser));
        using var call = channel.CreateCallInvoker().AsyncServerStreamingCall(
            find, null, default, new FindTracesRequest { Query = new TraceQueryParameters() });
        var sent = 0;
        await foreach (var _ in call.ResponseStream.ReadAllAsync()) sent++;
        Assert.Equal((messages, note), (sent, call.GetTrailers().GetValue("x-notes")));
    }

    [Fact]
    public async Task What_cannot_be_answered_has_a_status_and_names_the_field()
    {
        await using var host = await RunningHost.StartAsync();
        foreach (var (code, text, ask) in new (StatusCode, string, Func<Task>)[]
        {
            (StatusCode.NotFound, "trace not found", () => GetAsync(host, "17")),
            (StatusCode.InvalidArgument, "parameter 'trace_id'", () => GetAsync(host, "x")),
            (StatusCode.InvalidArgument, "parameter 'query'", () => FindAsync(host, null)),
            (StatusCode.InvalidArgument, "parameter 'search_depth'", () => FindAsync(host, new() { SearchDepth = -1 })),
            (StatusCode.InvalidArgument, "parameter 'filter'", () => FindAsync(host, new() { Filter = ByteString.CopyFromUtf8("x") })),
            (StatusCode.InvalidArgument, "parameter 'start_time_min'", () => FindAsync(host, new() { StartTimeMin = new() { Seconds = -1 } })),
        })
        {
            var refused = await Assert.ThrowsAsync<RpcException>(ask);
            Assert.Equal(code, refused.StatusCode);
            Assert.StartsWith(text, refused.Status.Detail, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Only_the_token_of_the_page_reads_and_health_needs_none()
    {
        await using var host = await RunningHost.StartAsync(RunningHost.Settings with
        {
            Security = SecuritySettings.None with
            {
                PageToken = AccessToken.TryCreate(Token),
                DoorsToken = AccessToken.TryCreate(DoorToken),
            },
        });
        foreach (var token in new[] { null, DoorToken, "wrong-token-0123456789" })
        {
            var refused = await Assert.ThrowsAsync<RpcException>(() => ServicesAsync(token));
            Assert.Equal(StatusCode.Unauthenticated, refused.StatusCode);
        }
        Assert.Single(await ServicesAsync(Token));
        using var channel = GrpcChannel.ForAddress(host.Host.JaegerGrpcAddress);
        var health = new Health.HealthClient(channel);
        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving,
            (await health.CheckAsync(new HealthCheckRequest { Service = JaegerGrpcRoutes.QueryService })).Status);

        Task<List<GetServicesResponse>> ServicesAsync(string? token) => JaegerGrpcClient.AskAsync(host, "GetServices", new GetServicesRequest(),
            GetServicesRequest.Parser, GetServicesResponse.Parser, isStream: false, token);
    }

    [Fact]
    public async Task A_tool_learns_the_schema_from_the_port()
    {
        await using var host = await RunningHost.StartAsync();
        using var channel = GrpcChannel.ForAddress(host.Host.JaegerGrpcAddress);
        using var call = new ServerReflection.ServerReflectionClient(channel).ServerReflectionInfo();
        await call.RequestStream.WriteAsync(new ServerReflectionRequest { ListServices = "" });
        Assert.True(await call.ResponseStream.MoveNext(default));
        Assert.Contains(call.ResponseStream.Current.ListServicesResponse.Service, one => one.Name == JaegerGrpcRoutes.QueryService);
    }
}
