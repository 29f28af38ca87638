using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Tracing.Otlp.Proto;

namespace Tracing.Otlp;

/// <summary>The sender reads the answers of a real server: spans that were rejected, and when to try
/// again.</summary>
public sealed class OtlpAnswersTests
{
    private static readonly byte[] _request = [1, 2, 3];

    [Fact]
    public async Task Spans_that_an_http_answer_rejects_are_counted_with_the_reason()
    {
        await using var port = await OtlpPort.StartAsync(Body(Response(7, "no tenant")));
        var result = await SendAsync(new(port.Address));
        Assert.Equal((SendOutcome.Taken, 7L), (result.Outcome, result.RejectedSpans));
        Assert.Equal($"{Authority(port)} rejected some spans of a request (no tenant); these are dropped", result.Problem);
    }

    [Fact]
    public async Task Spans_that_a_grpc_answer_rejects_are_counted_with_the_reason()
    {
        await using var port = await OtlpPort.StartAsync(GrpcBody(Response(7, "no tenant")), HttpProtocols.Http2);
        var result = await SendAsync(Grpc(port));
        Assert.Equal((SendOutcome.Taken, 7L), (result.Outcome, result.RejectedSpans));
        Assert.Contains("rejected some spans of a request (no tenant)", result.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_warning_without_rejected_spans_is_passed_on()
    {
        await using var port = await OtlpPort.StartAsync(Body(Response(0, "use\r\nv2")));
        Assert.Equal(new SendResult(SendOutcome.Taken, $"{Authority(port)} takes the spans with a warning: use v2"),
            await SendAsync(new(port.Address)));
    }

    [Fact]
    public async Task A_long_text_of_a_server_is_cut()
    {
        await using var port = await OtlpPort.StartAsync(Body(Response(1, new string('x', 1000))));
        Assert.Contains("(" + new string('x', 200) + "…)", (await SendAsync(new(port.Address))).Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { 0x0a, 0 })]
    [InlineData(new byte[] { 0x0a, 200 })]
    [InlineData(new byte[] { 0x0a, 2, 8, 200 })]
    [InlineData(new byte[] { 0x3c, 0x68 })]
    public async Task An_answer_that_says_nothing_or_cannot_be_read_means_taken(byte[] body)
    {
        await using var port = await OtlpPort.StartAsync(Body(body));
        Assert.Equal(SendResult.Taken, await SendAsync(new(port.Address)));
    }

    [Fact]
    public void An_answer_of_any_bytes_is_read_without_a_fault()
    {
        var random = new Random(24);
        var bytes = new byte[40];
        for (var i = 0; i < 2000; i++)
        {
            random.NextBytes(bytes);
            Assert.Equal(SendOutcome.Taken, ExportAnswer.Read(bytes, new Uri("http://here")).Outcome);
            Assert.True(RetryDelay.OfGrpc(Convert.ToBase64String(bytes)) is null or { Ticks: >= 0 });
        }
    }

    [Theory]
    [InlineData(429, true)]
    [InlineData(502, true)]
    [InlineData(503, true)]
    [InlineData(504, true)]
    [InlineData(400, false)]
    [InlineData(408, false)]
    [InlineData(500, false)]
    [InlineData(501, false)]
    public async Task Four_http_statuses_are_tried_again_after_the_servers_time_and_others_are_final(
        int status, bool isTriedAgain)
    {
        await using var port = await OtlpPort.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.RetryAfter = "7";
            return Task.CompletedTask;
        });
        var result = await SendAsync(new(port.Address));
        Assert.Equal(isTriedAgain ? (SendOutcome.TryAgain, TimeSpan.FromSeconds(7)) : (SendOutcome.Refused, null),
            (result.Outcome, result.RetryAfter));
    }

    [Theory]
    [InlineData("Sat, 28 Nov 2026 10:00:09 GMT", 9)]
    [InlineData("Sat, 28 Nov 2026 09:00:00 GMT", 0)]
    [InlineData("Sat, 28 Nov 2026 12:00:00 GMT", 60)]
    [InlineData("86400", 60)]
    public async Task A_date_counts_from_the_servers_own_and_a_minute_is_the_most(string retryAfter, int seconds)
    {
        await using var port = await OtlpPort.StartAsync(context =>
        {
            context.Response.StatusCode = 503;
            context.Response.Headers.Date = "Sat, 28 Nov 2026 10:00:00 GMT";
            context.Response.Headers.RetryAfter = retryAfter;
            return Task.CompletedTask;
        });
        Assert.Equal(TimeSpan.FromSeconds(seconds), (await SendAsync(new(port.Address))).RetryAfter);
    }

    [Theory]
    [InlineData(1, SendOutcome.TryAgain)]
    [InlineData(2, SendOutcome.Refused)]
    [InlineData(3, SendOutcome.Refused)]
    [InlineData(4, SendOutcome.TryAgain)]
    [InlineData(5, SendOutcome.Refused)]
    [InlineData(6, SendOutcome.Refused)]
    [InlineData(7, SendOutcome.Refused)]
    [InlineData(8, SendOutcome.Refused)]
    [InlineData(9, SendOutcome.Refused)]
    [InlineData(10, SendOutcome.TryAgain)]
    [InlineData(11, SendOutcome.TryAgain)]
    [InlineData(12, SendOutcome.Refused)]
    [InlineData(13, SendOutcome.Refused)]
    [InlineData(14, SendOutcome.TryAgain)]
    [InlineData(15, SendOutcome.TryAgain)]
    [InlineData(16, SendOutcome.Refused)]
    public async Task Each_grpc_status_is_retried_as_the_specification_says(int status, SendOutcome outcome)
    {
        await using var port = await OtlpPort.StartAsync(OtlpPort.Grpc(status), HttpProtocols.Http2);
        var result = await SendAsync(Grpc(port));
        Assert.Equal((outcome, null), (result.Outcome, result.RetryAfter));
    }

    [Theory]
    [InlineData(8, 2, 500_000_000, true, 2.5)]
    [InlineData(14, 2, 0, false, 2)]
    [InlineData(14, 7200, 0, true, 60)]
    [InlineData(14, -5, 0, true, 0)]
    [InlineData(14, long.MaxValue, 0, true, 60)]
    public async Task A_grpc_server_may_say_in_its_status_when_to_try_again(
        int status, long seconds, int nanos, bool isPadded, double expected)
    {
        await using var port = await OtlpPort.StartAsync(
            OtlpPort.Grpc(status, details: RetryIn(seconds, nanos, isPadded)), HttpProtocols.Http2);
        var result = await SendAsync(Grpc(port));
        Assert.Equal((SendOutcome.TryAgain, TimeSpan.FromSeconds(expected)), (result.Outcome, result.RetryAfter));
        Assert.Contains("busy or away", result.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_receiver_without_room_that_does_not_say_when_is_told_as_such()
    {
        await using var port = await OtlpPort.StartAsync(OtlpPort.Grpc(8, details: "bm90IG9uZQ"), HttpProtocols.Http2);
        Assert.Contains("no room for the spans and does not say when", (await SendAsync(Grpc(port))).Problem, StringComparison.Ordinal);
    }

    private static Func<HttpContext, Task> Body(byte[] body) => async context =>
    {
        context.Response.ContentType = "application/x-protobuf";
        await context.Response.Body.WriteAsync(body);
    };

    private static Func<HttpContext, Task> GrpcBody(byte[] message) => async context =>
    {
        context.Response.ContentType = "application/grpc";
        await context.Response.Body.WriteAsync((byte[])[0, 0, 0, 0, (byte)message.Length, .. message]);
        context.Response.AppendTrailer("grpc-status", "0");
    };

    // An ExportTraceServiceResponse.
    private static byte[] Response(long rejected, string message)
    {
        var to = new ProtoWriter();
        var partial = to.Begin(1);
        to.Number(1, rejected);
        to.String(2, message);
        to.End(partial);
        return to.ToArray();
    }

    // A google.rpc.Status with a detail of another kind before the RetryInfo.
    private static string RetryIn(long seconds, int nanos, bool isPadded)
    {
        var to = new ProtoWriter();
        to.Number(1, 14);
        to.String(2, "later");
        var other = to.Begin(3);
        to.String(1, "type.googleapis.com/google.rpc.DebugInfo");
        to.End(other);
        var detail = to.Begin(3);
        to.String(1, "type.googleapis.com/google.rpc.RetryInfo");
        var info = to.Begin(2);
        var delay = to.Begin(1);
        to.Number(1, seconds);
        to.Number(2, nanos);
        to.End(delay);
        to.End(info);
        to.End(detail);
        var text = Convert.ToBase64String(to.ToArray());
        return isPadded ? text : text.TrimEnd('=');
    }

    private static string Authority(OtlpPort port) => port.Address.GetLeftPart(UriPartial.Authority);

    private static OtlpDestination Grpc(OtlpPort port) => new(port.Address) { Protocol = OtlpProtocol.Grpc };

    private static async Task<SendResult> SendAsync(OtlpDestination destination)
    {
        using var sender = OtlpSender.To(destination);
        return await sender.SendAsync(_request);
    }
}
