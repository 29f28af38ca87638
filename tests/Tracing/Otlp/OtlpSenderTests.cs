using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Tracing.Otlp;

/// <summary>Both senders against real servers.</summary>
public sealed class OtlpSenderTests
{
    private static readonly byte[] _request = [1, 2, 3];

    [Theory]
    [InlineData("", "/v1/traces")]
    [InlineData("/", "/v1/traces")]
    [InlineData("/v1/traces", "/v1/traces")]
    [InlineData("/v1/traces/", "/v1/traces")]
    [InlineData("/otlp", "/otlp/v1/traces")]
    [InlineData("/otlp/v1/traces", "/otlp/v1/traces")]
    public async Task An_endpoint_may_end_in_the_path_of_traces(string path, string asked)
    {
        await using var port = await OtlpPort.StartAsync(OtlpPort.Status(200));
        Assert.Equal(SendResult.Taken, await SendAsync(new(new Uri(port.Address, path))));
        Assert.Equal(asked, Assert.Single(port.Received).Path);
    }

    [Theory]
    [InlineData("", "/")]
    [InlineData("/", "/")]
    [InlineData("/otlp/", "/otlp/")]
    [InlineData("/v1/traces", "/v1/traces")]
    public async Task A_whole_address_is_used_as_it_is(string path, string asked)
    {
        await using var port = await OtlpPort.StartAsync(OtlpPort.Status(200));
        await SendAsync(new(new Uri(port.Address, path)) { IsWhole = true });
        Assert.Equal(asked, Assert.Single(port.Received).Path);
    }

    [Fact]
    public async Task Headers_and_compression_are_those_of_the_settings_and_no_trace_goes_along()
    {
        await using var port = await OtlpPort.StartAsync(OtlpPort.Status(200));
        using var activity = new Activity("request").SetIdFormat(ActivityIdFormat.W3C).Start();
        await SendAsync(new(port.Address) { Headers = [new("Authorization", "Bearer abc")], IsCompressed = true });
        var (_, headers, body) = Assert.Single(port.Received);
        Assert.Equal(("Bearer abc", "gzip", "application/x-protobuf"),
            (headers["Authorization"], headers["Content-Encoding"], headers["Content-Type"]));
        Assert.Equal(_request, OtlpPort.Unpacked(body));
        Assert.DoesNotContain("traceparent", headers.Keys);
    }

    [Theory]
    [InlineData(401, SendOutcome.Refused, "wants credentials; set tracing.reporter.headers")]
    [InlineData(403, SendOutcome.Refused, "wants credentials")]
    [InlineData(404, SendOutcome.Refused, "no OTLP receiver is there; set tracing.reporter.otlp-endpoint")]
    [InlineData(405, SendOutcome.Refused, "no OTLP receiver is there")]
    [InlineData(415, SendOutcome.Refused, "set tracing.reporter.compression")]
    [InlineData(302, SendOutcome.Refused, "it redirects")]
    [InlineData(500, SendOutcome.Refused, "refuses the spans")]
    [InlineData(429, SendOutcome.TryAgain, "busy or away")]
    [InlineData(503, SendOutcome.TryAgain, "busy or away")]
    public async Task A_refusal_says_what_to_change(int status, SendOutcome outcome, string advice)
    {
        await using var port = await OtlpPort.StartAsync(OtlpPort.Status(status));
        var result = await SendAsync(new(port.Address));
        Assert.Equal(outcome, result.Outcome);
        Assert.StartsWith($"{port.Address}v1/traces answers {status}: ", result.Problem, StringComparison.Ordinal);
        Assert.Contains(advice, result.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_http_request_to_a_port_of_grpc_says_so()
    {
        await using var port = await OtlpPort.StartAsync(OtlpPort.Grpc(0), HttpProtocols.Http2);
        Assert.Contains("gRPC, set tracing.reporter.protocol (or OTEL_EXPORTER_OTLP_PROTOCOL) to grpc",
            (await SendAsync(new(port.Address))).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_where_nobody_listens_is_tried_again()
    {
        using var reserved = new TcpListener(IPAddress.Loopback, 0);
        reserved.Start();
        var nobody = new Uri($"http://127.0.0.1:{((IPEndPoint)reserved.LocalEndpoint).Port}");
        reserved.Stop();
        foreach (var protocol in new[] { OtlpProtocol.HttpProtobuf, OtlpProtocol.Grpc })
        {
            var result = await SendAsync(new(nobody) { Protocol = protocol });
            Assert.Equal(SendOutcome.TryAgain, result.Outcome);
            Assert.StartsWith("nobody listens at http://127.0.0.1:", result.Problem, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(OtlpProtocol.HttpProtobuf)]
    [InlineData(OtlpProtocol.Grpc)]
    public async Task A_server_that_resets_connections_while_they_begin_is_tried_again(OtlpProtocol protocol)
    {
        const int Attempts = 200;
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var over = new CancellationTokenSource();
        var resetting = Task.Run(async () =>
        {
            while (true)
            {
                using var connection = await listener.AcceptSocketAsync(over.Token);
                // Closing with time zero resets the connection.
                connection.LingerState = new LingerOption(true, 0);
            }
        });
        using var sender = OtlpSender.To(new(new Uri($"http://{listener.LocalEndpoint}")) { Protocol = protocol });
        for (var attempt = 0; attempt < Attempts; attempt++)
            Assert.Equal(SendOutcome.TryAgain, (await sender.SendAsync(_request)).Outcome);
        await over.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => resetting);
    }

    [Fact]
    public async Task A_refusal_names_the_settings_that_the_destination_was_read_from()
    {
        await using var port = await OtlpPort.StartAsync(OtlpPort.Status(401));
        Assert.EndsWith("set tracing.export.next.headers, such as \"Authorization=Bearer …\"",
            (await SendAsync(new(port.Address) { Settings = "tracing.export.next" })).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_without_tls_says_so()
    {
        await using var port = await OtlpPort.StartAsync(OtlpPort.Status(200));
        var result = await SendAsync(new(new Uri($"https://127.0.0.1:{port.Address.Port}")));
        Assert.Equal(SendOutcome.TryAgain, result.Outcome);
        Assert.StartsWith("no TLS connection to https://127.0.0.1:", result.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_in_time_is_tried_again()
    {
        await using var port = await OtlpPort.StartAsync(
            context => Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default));
        var result = await SendAsync(new(port.Address) { Timeout = TimeSpan.FromMilliseconds(50) });
        Assert.Equal(SendOutcome.TryAgain, result.Outcome);
        Assert.Contains("does not answer within 0.05 s", result.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_grpc_call_is_one_frame_to_the_trace_service(bool isCompressed)
    {
        await using var port = await OtlpPort.StartAsync(OtlpPort.Grpc(0), HttpProtocols.Http2);
        var destination = Grpc(port) with { IsCompressed = isCompressed, Headers = [new("x-key", "abc")] };
        Assert.Equal(SendResult.Taken, await SendAsync(destination));
        var (path, headers, body) = Assert.Single(port.Received);
        Assert.Equal("/opentelemetry.proto.collector.trace.v1.TraceService/Export", path);
        Assert.Equal(("application/grpc", "trailers", "abc"), (headers["Content-Type"], headers["TE"], headers["x-key"]));
        Assert.Equal((isCompressed ? 1 : 0, body.Length - 5), (body[0], (body[3] << 8) + body[4]));
        Assert.Equal(_request, isCompressed ? OtlpPort.Unpacked(body[5..]) : body[5..]);
    }

    [Theory]
    [InlineData(14, SendOutcome.TryAgain, "busy or away")]
    [InlineData(8, SendOutcome.Refused, "does not say when")]
    [InlineData(16, SendOutcome.Refused, "wants credentials")]
    [InlineData(12, SendOutcome.Refused, "no trace receiver is there")]
    [InlineData(3, SendOutcome.Refused, "refuses the spans")]
    public async Task A_grpc_status_says_what_to_change(int status, SendOutcome outcome, string advice)
    {
        await using var port = await OtlpPort.StartAsync(OtlpPort.Grpc(status, "because%20of%20it"), HttpProtocols.Http2);
        var result = await SendAsync(Grpc(port));
        Assert.Equal(outcome, result.Outcome);
        Assert.Contains($"answers with gRPC status {status} (because of it): ", result.Problem, StringComparison.Ordinal);
        Assert.Contains(advice, result.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_grpc_call_to_a_port_of_http_says_so()
    {
        await using var port = await OtlpPort.StartAsync(OtlpPort.Status(200));
        Assert.Contains("does not speak gRPC: if it speaks HTTP/1.1, set tracing.reporter.protocol", (await SendAsync(Grpc(port))).Problem, StringComparison.Ordinal);
    }

    private static OtlpDestination Grpc(OtlpPort port) => new(port.Address) { Protocol = OtlpProtocol.Grpc };

    private static async Task<SendResult> SendAsync(OtlpDestination destination)
    {
        using var sender = OtlpSender.To(destination);
        return await sender.SendAsync(_request);
    }
}
