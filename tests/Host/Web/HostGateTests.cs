using System.Net;

namespace Tracing.Hosting.Web;

public sealed class HostGateTests
{
    [Theory]
    [InlineData("evil.example", HttpStatusCode.Forbidden)]
    [InlineData("evil.example:16686", HttpStatusCode.Forbidden)]
    [InlineData("localhost.evil.example", HttpStatusCode.Forbidden)]
    [InlineData("127.0.0.1.evil.example", HttpStatusCode.Forbidden)]
    [InlineData("localhost", HttpStatusCode.OK)]
    [InlineData("LOCALHOST:16686", HttpStatusCode.OK)]
    [InlineData("127.0.0.1:16686", HttpStatusCode.OK)]
    [InlineData("[::1]:16686", HttpStatusCode.OK)]
    [InlineData("traces.shop.example", HttpStatusCode.OK)]
    public async Task A_request_for_a_name_that_is_not_ours_is_refused_on_every_port(string name, HttpStatusCode status)
    {
        await using var host = await RunningHost.StartAsync(RunningHost.Settings with { Names = ["traces.shop.example"] });
        foreach (var port in new[] { host.Host.OtlpHttpAddress, host.Host.PageAddress })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(port, "/healthz"));
            request.Headers.Host = name;
            using var answer = await host.Client.SendAsync(request);
            Assert.Equal(status, answer.StatusCode);
        }
    }
}
