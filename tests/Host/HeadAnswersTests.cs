using System.Net;

namespace Tracing.Hosting;

public class HeadAnswersTests
{
    [Theory]
    [InlineData("/", HttpStatusCode.OK)]
    [InlineData("/assets/list.js", HttpStatusCode.OK)]
    [InlineData("/metrics", HttpStatusCode.OK)]
    [InlineData("/healthz", HttpStatusCode.OK)]
    [InlineData("/readyz", HttpStatusCode.OK)]
    [InlineData("/api/services", HttpStatusCode.OK)]
    [InlineData("/api/traces/0af7651916cd43dd8448eb211c80319d", HttpStatusCode.NotFound)]
    [InlineData("/api/live", HttpStatusCode.MethodNotAllowed)]
    public async Task HEAD_is_answered_as_GET_without_a_body(string path, HttpStatusCode status)
    {
        await using var host = await RunningHost.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Head, new Uri(host.Host.PageAddress, path));
        using var answer = await host.Client.SendAsync(request);
        Assert.Equal(status, answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
        if (status != HttpStatusCode.OK) return;
        using var got = await host.GetAsync(path);
        Assert.Equal(got.Content.Headers.ContentType, answer.Content.Headers.ContentType);
    }
}
