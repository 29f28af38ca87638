using System.Text.Json;

namespace Tracing.Hosting.Journaling;

/// <summary>A host's traces of its own requests: <c>tracing.host.own-traces</c>.</summary>
public class OwnTracesTests
{
    [Fact]
    public async Task Requests_to_doors_and_page_are_traces_of_the_host_when_they_are_asked_for()
    {
        using var host = await HostProcess.StartAsync("--data", "memory", "--set", "tracing.host.own-traces=on");
        await host.PostAsync("{}");
        // The questions of this test are requests too.
        await RunningHost.UntilAsync(() => OperationsAsync(host, "tracing-host"),
            names => names.Contains("POST /v1/traces") && names.Any(name => name.StartsWith("GET /api/services/")));
    }

    [Fact]
    public async Task They_have_the_name_that_the_operator_gives()
    {
        using var host = await HostProcess.StartAsync("--data", "memory", "--set", "tracing.host.own-traces=on",
            "--set", "tracing.service-name=collector-1");
        await host.PostAsync("{}");
        await RunningHost.UntilAsync(
            () => OperationsAsync(host, "collector-1"), names => names.Contains("POST /v1/traces"));
    }

    [Fact]
    public async Task By_default_there_are_none()
    {
        using var host = await HostProcess.StartAsync("--data", "memory");
        await host.PostAsync("{}");
        await host.PostAsync(OpenTrace.Root(1));
        await RunningHost.UntilAsync(
            () => ServicesAsync(host), services => services.Length > 0);
        Assert.DoesNotContain("tracing-host", await ServicesAsync(host));
        Assert.DoesNotContain("tracing", await ServicesAsync(host));
    }

    private static Task<string[]> ServicesAsync(HostProcess host) => NamesAsync(host, "/api/services");

    private static Task<string[]> OperationsAsync(HostProcess host, string service) =>
        NamesAsync(host, $"/api/services/{service}/operations");

    private static async Task<string[]> NamesAsync(HostProcess host, string path)
    {
        using var client = new HttpClient();
        using var answer = JsonDocument.Parse(await client.GetStringAsync(new Uri(host.Page, path)));
        var data = answer.RootElement.GetProperty("data");
        return data.ValueKind == JsonValueKind.Array ? [.. data.EnumerateArray().Select(name => name.GetString()!)] : [];
    }
}
