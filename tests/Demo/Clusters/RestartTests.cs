using System.Globalization;
using System.Text.RegularExpressions;

namespace Tracing.Demo.Clusters;

/// <summary><c>./run cluster --restart N</c>: nodes leave in order and come back while requests are made.</summary>
public partial class RestartTests
{
    // hocon/cluster.conf: eight seconds of silence, and five more until it is removed. Whoever leaves in order must not make
    // anybody wait for that.
    private const double SecondsUntilTheDeadAreRemoved = 13;

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

    [GeneratedRegex(@"(?m)^(?<node>n\d) left in order +(?<shards>\d+) shards, "
        + @"(first trace of them closed elsewhere after (?<moved>\S+) s|no trace of them closed elsewhere before it was back); "
        + @"ended after \S+ s; (?<again>\d+) shards when it was back$")]
    private static partial Regex LeftLine();

    private static double Number(Match line, string group) =>
        double.Parse(line.Groups[group].Value, CultureInfo.InvariantCulture);
}
