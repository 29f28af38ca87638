using System.Diagnostics;
using System.Text.Json;
using Tracing.Hosting;

namespace Tracing.Demo.Clusters;

/// <summary>A node's page and API while another one's process does not run.</summary>
public class SilentNodeTests
{
    [Fact]
    public async Task A_silent_node_is_named_and_what_the_others_have_is_shown_at_once()
    {
        using var cluster = await RunningCluster.StartAsync(2, "--rate 50");
        var (here, silent) = (cluster.Nodes[0].Page, cluster.Nodes[1]);
        using var client = new HttpClient();
        // So many that both nodes have some.
        await RunningHost.UntilAsync(
            () => client.GetStringAsync(new Uri(here, "/api/traces?service=Client&limit=50")), static answer => CountOf(answer) == 50);
        await SignalAsync("STOP", silent.Process);
        try
        {
            await using var live = await client.GetStreamAsync(new Uri(here, "/api/live"));
            using var lines = new StreamReader(live);
            var began = Stopwatch.GetTimestamp();
            using var newest = await NextAsync(lines, "newest");
            Assert.NotEqual(0, newest.RootElement.GetArrayLength());
            // Much sooner than any node is waited for.
            Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(3));
            using var unanswered = await NextAsync(lines, "unanswered");
            Assert.StartsWith("127.0.0.1:", Assert.Single(unanswered.RootElement.EnumerateArray()).GetString());

            using var found = JsonDocument.Parse(await client.GetStringAsync(new Uri(here, "/api/traces?service=Client")));
            Assert.NotEqual(0, found.RootElement.GetProperty("data").GetArrayLength());
            Assert.StartsWith("127.0.0.1:", Assert.Single(found.RootElement.GetProperty("warnings").EnumerateArray()).GetString());
        }
        finally
        {
            await SignalAsync("CONT", silent.Process);
        }
    }

    private static int CountOf(string answer)
    {
        using var document = JsonDocument.Parse(answer);
        return document.RootElement.GetProperty("data").GetArrayLength();
    }

    private static async Task<JsonDocument> NextAsync(StreamReader lines, string name)
    {
        while (await lines.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(30)) is { } line)
            if (line == $"event: {name}" && await lines.ReadLineAsync() is { } data)
                return JsonDocument.Parse(data["data: ".Length..]);
        throw new EndOfStreamException(name);
    }

    private static async Task SignalAsync(string name, int process)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{process}"]);
        await kill.WaitForExitAsync();
    }
}
