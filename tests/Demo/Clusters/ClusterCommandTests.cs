using System.Net.Http.Headers;
using System.Text.Json;
using Tracing.Hosting;

namespace Tracing.Demo.Clusters;

/// <summary><c>./run cluster</c> with small numbers: real processes, real sockets, real kills.</summary>
public class ClusterCommandTests
{
    [Fact]
    public async Task Every_request_s_trace_is_stored_once_and_whole_or_names_what_a_killed_node_took()
    {
        using var cluster = await RunningCluster.StartAsync(3, "--requests 500 --kill 1 --restart 1");
        await cluster.EndAsync();
        Assert.True(cluster.ExitCode == 0, cluster.Output);
        Assert.Matches(@"(?m)^requests +500$", cluster.Output);
        Assert.Matches(@"(?m)^wrong +0$", cluster.Output);
        // How soon its shards close traces elsewhere is another test's: on a slow machine these few requests may be made before.
        foreach (var turn in new[] { " killed ", " left in order " })
            Assert.Single(cluster.Output.Split('\n'), line => line.Contains(turn, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("KILL")]
    public async Task When_the_command_ends_by_ctrl_c_or_by_kill_9_it_leaves_no_process_behind(string signal)
    {
        using var cluster = await RunningCluster.StartAsync(2);
        await cluster.SignalAsync(signal);
        await cluster.EndAsync();
        // Of a command that was killed the nodes see the end of their input, and leave in order.
        await RunningHost.UntilAsync(() => Task.FromResult(cluster.LeftNothingBehind()), static isSo => isSo);
        if (signal == "INT") Assert.True(cluster.ExitCode == 0, cluster.Output);
    }

    [Fact]
    public async Task Any_door_takes_and_every_node_s_api_and_page_show_the_traces_of_all()
    {
        using var cluster = await RunningCluster.StartAsync(2, "--rate 50");
        using var client = new HttpClient();
        var id = $"{TraceId.NewRandom()}";
        using var body = new StringContent($$$"""
            {"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"{{{id}}}","spanId":"0102030405060708","name":"from outside",
            "startTimeUnixNano":"1","endTimeUnixNano":"2","attributes":[{"key":"tracing.children","value":{"intValue":"0"}}]}]}]}]}
            """, MediaTypeHeaderValue.Parse("application/json"));
        (await client.PostAsync(new Uri(cluster.Nodes[0].Door, "/v1/traces"), body)).EnsureSuccessStatusCode();
        foreach (var node in cluster.Nodes)
        {
            await RunningHost.UntilAsync(() => client.GetAsync(new Uri(node.Page, $"/api/traces/{id}")), answer => answer.IsSuccessStatusCode);
            await RunningHost.UntilAsync(() => client.GetAsync(new Uri(node.Page, $"/api/waterfall/{id}")), answer => answer.IsSuccessStatusCode);
        }
        // All that one node finds, the other finds too.
        var found = await IdsAsync(client, cluster.Nodes[0].Page);
        Assert.True(found.Length > 50, $"{found.Length} traces");
        foreach (var trace in found.Take(20))
        {
            using var answer = await client.GetAsync(new Uri(cluster.Nodes[1].Page, $"/api/traces/{trace}"));
            Assert.True(answer.IsSuccessStatusCode, trace);
        }
        await cluster.SignalAsync("TERM");
        await cluster.EndAsync();
        Assert.True(cluster.ExitCode == 0, cluster.Output);
    }

    private static Task<string[]> IdsAsync(HttpClient client, Uri page) => RunningHost.UntilAsync(async () =>
    {
        using var document = JsonDocument.Parse(await client.GetStringAsync(new Uri(page, "/api/traces?limit=500&service=Client")));
        return document.RootElement.GetProperty("data").EnumerateArray().Select(trace => trace.GetProperty("traceID").GetString()!).ToArray();
    }, ids => ids.Length > 50);
}
