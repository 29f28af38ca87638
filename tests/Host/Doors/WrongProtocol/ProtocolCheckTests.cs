using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Tracing.Actors;
using Tracing.Hosting.Doors.OtlpGrpc;
using Tracing.Otlp;

namespace Tracing.Hosting.Doors.WrongProtocol;

public class ProtocolCheckTests
{
    private readonly ConcurrentQueue<string> _told = new();

    private Task<TracingHost> StartAsync() => TracingHost.StartAsync(RunningHost.Settings,
        sink => ActorEngine.Start("", [], RunningHost.Settings.Assembler, sink), _told.Enqueue);

    [Theory]
    [InlineData(10)]
    [InlineData(3_000_000)]
    public async Task A_gRPC_call_to_the_HTTP_port_is_UNIMPLEMENTED_and_says_which_port_takes_it(int length)
    {
        await using var host = await StartAsync();
        using var client = new GrpcClient(host.OtlpHttpAddress);
        for (var call = 0; call < 2; call++)
        {
            var answer = await client.CallAsync(GrpcClient.Frame(new byte[length]));
            Assert.Equal(12, answer.Status);
            Assert.Contains("gRPC goes to port", answer.Message);
        }
        Assert.Contains("tracing.host.otlp-grpc-port", Assert.Single(_told));
    }

    [Fact]
    public async Task Our_own_gRPC_sender_at_the_HTTP_port_gives_up_and_says_why()
    {
        await using var host = await StartAsync();
        using var sender = OtlpSender.To(new(host.OtlpHttpAddress) { Protocol = OtlpProtocol.Grpc });
        var result = await sender.SendAsync(new byte[] { 1, 2, 3 });
        Assert.Equal(SendOutcome.Refused, result.Outcome);
        Assert.Contains("gRPC goes to port", result.Problem);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(300_000)]
    public async Task A_plain_HTTP_request_to_the_gRPC_port_is_400_and_says_which_port_takes_it(int length)
    {
        await using var host = await StartAsync();
        using var client = new HttpClient();
        for (var call = 0; call < 2; call++)
        {
            using var content = new ByteArrayContent(new byte[length]);
            var answer = await client.PostAsync(new Uri(host.OtlpGrpcAddress, "/v1/traces"), content);
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            Assert.Contains("HTTP goes to port", await answer.Content.ReadAsStringAsync());
        }
        Assert.Contains("tracing.host.otlp-http-port", Assert.Single(_told));
    }

    [Fact]
    public async Task Bytes_of_neither_protocol_are_left_to_the_server_and_told_to_nobody()
    {
        await using var host = await StartAsync();
        foreach (var port in new[] { host.OtlpHttpAddress, host.OtlpGrpcAddress })
        {
            using var connection = await RawConnection.OpenAsync(port);
            await connection.WriteAsync(Encoding.Latin1.GetBytes($"\u0016\u0003\u0001{new string('\n', 100)}"));
            await connection.ReadToEndAsync();
        }
        Assert.Empty(_told);
    }
}
