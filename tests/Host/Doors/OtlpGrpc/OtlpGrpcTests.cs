using System.Net;
using System.Text;
using Tracing.Otlp;
using Tracing.Wire.OtlpJson;

namespace Tracing.Hosting.Doors.OtlpGrpc;

public class OtlpGrpcTests
{
    private const int InvalidArgument = 3, DeadlineExceeded = 4, ResourceExhausted = 8, Unimplemented = 12,
        Unavailable = 14;

    private static byte[] Request(params string[] spans) =>
        OtlpJsonReader.TryReadToProtobuf(Encoding.UTF8.GetBytes(SomeJson.Request(spans)), out _)!;

    private static OtlpDestination To(RunningHost host, bool isCompressed = false) =>
        new(host.Host.OtlpGrpcAddress) { Protocol = OtlpProtocol.Grpc, IsCompressed = isCompressed };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_trace_of_our_own_sender_comes_out_whole_plain_and_with_gzip(bool isCompressed)
    {
        await using var host = await RunningHost.StartAsync();
        using var sender = OtlpSender.To(To(host, isCompressed));
        Assert.Equal(SendResult.Taken,
            await sender.SendAsync(Request(SomeJson.Span(1, 0, 1), SomeJson.Span(2, 1))));
        var trace = await RunningHost.UntilAsync(
            () => host.GetJsonAsync($"/api/traces/{SomeJson.TraceId}"), RunningHost.AreClosed);
        Assert.Equal(2, trace.GetProperty("data")[0].GetProperty("spans").GetArrayLength());
        Assert.Equal("exact", trace.GetProperty("data")[0].GetProperty("completeness").GetString());
    }

    [Fact]
    public async Task An_empty_request_succeeds_with_an_empty_answer()
    {
        await using var host = await RunningHost.StartAsync();
        using var client = new GrpcClient(host.Host.OtlpGrpcAddress);
        var answer = await client.CallAsync(GrpcClient.Frame([]));
        Assert.Equal((0, "0000000000"), (answer.Status, Convert.ToHexString(answer.Body)));
    }

    [Fact]
    public async Task Unusable_spans_are_counted_and_named_under_the_doors_name_and_the_others_are_taken()
    {
        await using var host = await RunningHost.StartAsync();
        using var sender = OtlpSender.To(To(host));
        var result = await sender.SendAsync(Request(SomeJson.Span(1), SomeJson.Span(0)));
        Assert.Equal((SendOutcome.Taken, 1), (result.Outcome, result.RejectedSpans));
        Assert.Contains("spans[1]: span_id", result.Problem);
        var metrics = (await (await host.GetAsync("/metrics")).Content.ReadAsStringAsync()).Split('\n');
        Assert.Contains("tracing_door_requests_total{door=\"otlp-grpc\"} 1", metrics);
        Assert.Contains("tracing_door_rejected_spans_total{door=\"otlp-grpc\"} 1", metrics);
        Assert.Contains("tracing_door_requests_total{door=\"otlp-http\"} 0", metrics);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_full_or_failing_collector_is_UNAVAILABLE_with_a_RetryInfo(bool isFailing)
    {
        await using var host = await RunningHost.StartAsync(RunningHost.Settings, _ => new FullEngine(isFailing));
        using var client = new GrpcClient(host.Host.OtlpGrpcAddress);
        var answer = await client.CallAsync(GrpcClient.Frame(Request(SomeJson.Span(1))));
        Assert.Equal(Unavailable, answer.Status);
        Assert.NotNull(answer.Details);
        using var sender = OtlpSender.To(To(host));
        var result = await sender.SendAsync(Request(SomeJson.Span(1)));
        Assert.Equal((SendOutcome.TryAgain, TimeSpan.FromSeconds(1)), (result.Outcome, result.RetryAfter));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_request_over_the_limit_is_RESOURCE_EXHAUSTED_for_good_packed_or_unpacked(bool isPacked)
    {
        await using var host = await RunningHost.StartAsync(RunningHost.Settings with { MaxRequestBytes = 10_000 });
        using var client = new GrpcClient(host.Host.OtlpGrpcAddress);
        var body = isPacked
            ? GrpcClient.Frame(SomePacked.Of(new byte[10_001], "gzip"), flags: 1)
            : GrpcClient.Frame(new byte[10_001]);
        var answer = await client.CallAsync(body, ("grpc-encoding", "gzip"));
        Assert.Equal((ResourceExhausted, null), (answer.Status, answer.Details));
        Assert.Contains("10000 bytes", answer.Message);
    }

    [Theory]
    [InlineData("0000000002 0a7f", "ExportTraceServiceRequest")]
    [InlineData("", "no message")]
    [InlineData("0000", "no message")]
    [InlineData("0000000009 0a", "ends too early")]
    [InlineData("0000000000 0000000000", "more than one message")]
    [InlineData("0200000000", "unknown flags")]
    [InlineData("0100000002 0a7f", "it is not gzip")]
    [InlineData("0100000002 0a7f", "does not say how", "identity")]
    public async Task A_body_that_is_no_message_is_INVALID_ARGUMENT_and_says_why(
        string hex, string why, string encoding = "gzip")
    {
        await using var host = await RunningHost.StartAsync();
        using var client = new GrpcClient(host.Host.OtlpGrpcAddress);
        var body = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
        var answer = await client.CallAsync(body, ("grpc-encoding", encoding));
        Assert.Equal(InvalidArgument, answer.Status);
        Assert.Contains(why, answer.Message);
    }

    [Fact]
    public async Task Another_packing_is_UNIMPLEMENTED_and_the_answer_says_which_are_known()
    {
        await using var host = await RunningHost.StartAsync();
        using var client = new GrpcClient(host.Host.OtlpGrpcAddress);
        var answer = await client.CallAsync(GrpcClient.Frame([], flags: 1), ("grpc-encoding", "br"));
        Assert.Equal((Unimplemented, "identity, gzip, deflate, zstd"), (answer.Status, answer.AcceptEncoding));
        Assert.Contains("grpc-encoding br", answer.Message);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("zstd")]
    public async Task A_packed_message_is_unpacked(string encoding)
    {
        await using var host = await RunningHost.StartAsync();
        using var client = new GrpcClient(host.Host.OtlpGrpcAddress);
        var message = SomePacked.Of(Request(SomeJson.Span(1)), encoding);
        Assert.Equal(0, (await client.CallAsync(GrpcClient.Frame(message, flags: 1), ("grpc-encoding", encoding))).Status);
        Assert.Equal(HttpStatusCode.OK, (await host.GetAsync($"/api/traces/{SomeJson.TraceId}")).StatusCode);
    }

    [Theory]
    [InlineData("metrics.v1.MetricsService")]
    [InlineData("logs.v1.LogsService")]
    [InlineData("profiles.v1development.ProfilesService")]
    public async Task Another_signal_is_UNIMPLEMENTED_and_the_answer_says_traces_only(string service)
    {
        await using var host = await RunningHost.StartAsync();
        using var client = new GrpcClient(host.Host.OtlpGrpcAddress);
        var answer = await client.CallAsync(
            $"/opentelemetry.proto.collector.{service}/Export", GrpcClient.Frame(new byte[100_000]));
        Assert.Equal(Unimplemented, answer.Status);
        Assert.Contains("traces only", answer.Message);
    }

    [Fact]
    public async Task An_unknown_method_is_UNIMPLEMENTED()
    {
        await using var host = await RunningHost.StartAsync();
        using var client = new GrpcClient(host.Host.OtlpGrpcAddress);
        Assert.Equal(Unimplemented, (await client.CallAsync("/shop.Orders/Place", GrpcClient.Frame([]))).Status);
    }

    [Fact]
    public async Task A_call_that_takes_longer_than_its_deadline_is_DEADLINE_EXCEEDED()
    {
        await using var host = await RunningHost.StartAsync(RunningHost.Settings, _ => new StalledEngine());
        using var client = new GrpcClient(host.Host.OtlpGrpcAddress);
        var answer = await client.CallAsync(GrpcClient.Frame(Request(SomeJson.Span(1))), ("grpc-timeout", "200m"));
        Assert.Equal(DeadlineExceeded, answer.Status);
    }
}
