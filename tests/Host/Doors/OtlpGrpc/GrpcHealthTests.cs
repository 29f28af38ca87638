using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;

namespace Tracing.Hosting.Doors.OtlpGrpc;

public class GrpcHealthTests
{
    [Theory]
    [InlineData("")]
    [InlineData("opentelemetry.proto.collector.trace.v1.TraceService")]
    public async Task The_server_and_its_service_are_serving(string service)
    {
        await using var host = await RunningHost.StartAsync();
        using var channel = GrpcChannel.ForAddress(host.Host.OtlpGrpcAddress);
        var client = new Health.HealthClient(channel);
        var answer = await client.CheckAsync(new HealthCheckRequest { Service = service });
        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, answer.Status);
        using var watch = client.Watch(new HealthCheckRequest { Service = service });
        Assert.True(await watch.ResponseStream.MoveNext(default));
        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, watch.ResponseStream.Current.Status);
    }

    [Fact]
    public async Task Another_service_is_not_found()
    {
        await using var host = await RunningHost.StartAsync();
        using var channel = GrpcChannel.ForAddress(host.Host.OtlpGrpcAddress);
        var client = new Health.HealthClient(channel);
        var refused = await Assert.ThrowsAsync<RpcException>(
            async () => await client.CheckAsync(new HealthCheckRequest { Service = "other" }));
        Assert.Equal(StatusCode.NotFound, refused.StatusCode);
    }
}
