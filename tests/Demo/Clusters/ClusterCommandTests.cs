using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;
using Tracing.Hosting;

namespace Tracing.Demo.Clusters;

/// <summary><c>./run cluster</c> with small numbers: real processes, real sockets, real kills.</summary>
public partial class ClusterCommandTests
{
    // hocon/cluster.conf: four seconds of silence, and five more until it is removed. Whoever leaves in order must not make
    // anybody wait for that.
    private const double SecondsUntilTheDeadAreRemoved = 9;

    [Theory]
    [InlineData(3, 3_000, 3)]
    [InlineData(2, 1_000, 1)]
    public async Task A_restart_in_order_of_every_node_in_turn_spoils_no_request_and_waits_for_no_time_out(
        int nodes, int requests, int restarts)
    {
        using var cluster = await RunningCluster.StartAsync(nodes, $"--requests {requests} --rate 200 --restart {restarts}");
        await cluster.EndAsync();
        Assert.True(cluster.ExitCode == 0, cluster.Output);
        Assert.Matches($@"(?m)^requests +{requests}$", cluster.Output);
        Assert.Matches($@"(?m)^exact +{requests}$", cluster.Output);
        Assert.Matches(@"(?m)^wrong +0$", cluster.Output);
        var left = LeftLine().Matches(cluster.Output);
        Assert.True(left.Select(line => line.Groups["node"].Value).Distinct().Count() == restarts, cluster.Output);
        Assert.All(left, line =>
        {
            Assert.True(Number(line, "shards") > 0, line.Value);
            Assert.True(Number(line, "again") > 0, line.Value);
            // Who is left of two is no majority: until the other one is removed, sharding does not write down where a shard is now.
            // On a slow machine that takes as long as coming back.
            if (nodes > 2) Assert.True(Number(line, "moved") < SecondsUntilTheDeadAreRemoved, line.Value);
        });
    }

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

    [GeneratedRegex(@"(?m)^(?<node>n\d) left in order +(?<shards>\d+) shards, "
        + @"(first trace of them closed elsewhere after (?<moved>\S+) s|no trace of them closed elsewhere before it was back); "
        + @"ended after \S+ s; (?<again>\d+) shards when it was back$")]
    private static partial Regex LeftLine();

    private static double Number(Match line, string group) =>
        double.Parse(line.Groups[group].Value, CultureInfo.InvariantCulture);

    private static Task<string[]> IdsAsync(HttpClient client, Uri page) => RunningHost.UntilAsync(async () =>
    {
        using var document = JsonDocument.Parse(await client.GetStringAsync(new Uri(page, "/api/traces?limit=500&service=Client")));
        return document.RootElement.GetProperty("data").EnumerateArray().Select(trace => trace.GetProperty("traceID").GetString()!).ToArray();
    }, ids => ids.Length > 50);
}
