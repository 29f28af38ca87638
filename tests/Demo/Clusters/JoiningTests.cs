using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Tracing.Contracts;
using Tracing.Hosting;
using Tracing.Hosting.Journaling;

namespace Tracing.Demo.Clusters;

/// <summary>A node more, for a while, in a cluster of real processes under load.</summary>
public sealed class JoiningTests : IDisposable
{
    private readonly HttpClient _client = new();

    [Fact]
    public async Task A_node_that_joins_under_load_gets_shards_shows_the_traces_of_all_and_leaves_without_spoiling_a_request()
    {
        using var cluster = await RunningCluster.StartAsync(2, "--rate 100");
        // A process of which the cluster's command knows nothing.
        using var added = await HostProcess.StartAsync([
            "node", "--name", "added", "--port", $"{ClusterPlan.FreePorts(1)[0]}", "--data", cluster.FolderOf("added"),
            .. cluster.Nodes.SelectMany(node => new[] { "--seed", node.Address })]);
        await RunningHost.UntilAsync(() => MetricAsync(added.Page, "tracing_cluster_shards"), shards => shards > 0);
        await RunningHost.UntilAsync(() => MetricAsync(added.Page, "tracing_store_traces"), traces => traces > 10);

        // Whatever a node shows, the added one shows too; and the others show what it has.
        var pages = cluster.Nodes.Select(node => node.Page).Append(added.Page).ToArray();
        foreach (var id in (await Task.WhenAll(pages.Select(IdsAsync))).SelectMany(ids => ids.Take(10)).Distinct())
        {
            foreach (var page in pages)
            {
                using var answer = await _client.GetAsync(new Uri(page, $"/api/traces/{id}"));
                Assert.True(answer.IsSuccessStatusCode,
                    $"{id} at {page}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
            }
        }

        Assert.Equal(0, await added.StopAsync());
        // A shard is somewhere once it is sent something: a trace for each, so as not to wait for chance.
        using (var body = new StringContent(TraceForEachShard(), MediaTypeHeaderValue.Parse("application/json")))
            (await _client.PostAsync(new Uri(cluster.Nodes[0].Door, "/v1/traces"), body)).EnsureSuccessStatusCode();
        await RunningHost.UntilAsync(ShardsAsync, shards => shards == TraceShards.DefaultCount);
        await cluster.SignalAsync("TERM");
        await cluster.EndAsync();
        Assert.True(cluster.ExitCode == 0, cluster.Output);
        Assert.Matches(@"(?m)^wrong +0$", cluster.Output);

        async Task<long> ShardsAsync()
        {
            var counts = await Task.WhenAll(
                cluster.Nodes.Select(node => MetricAsync(node.Page, "tracing_cluster_shards")));
            return counts.Sum();
        }
    }

    public void Dispose() => _client.Dispose();

    private static string TraceForEachShard() => SomeJson.Request(
        [.. Enumerable.Range(0, int.MaxValue).Select(static _ => TraceId.NewRandom()).DistinctBy(static id => TraceShards.Of(id))
            .Take(TraceShards.DefaultCount).Select(static id => SomeJson.Span(1, traceId: $"{id}"))]);

    private async Task<long> MetricAsync(Uri page, string name)
    {
        var text = await _client.GetStringAsync(new Uri(page, "/metrics"));
        var line = text.Split('\n').Single(line => line.StartsWith($"{name} ", StringComparison.Ordinal));
        return long.Parse(line[(name.Length + 1)..], CultureInfo.InvariantCulture);
    }

    private async Task<string[]> IdsAsync(Uri page)
    {
        var answer = await _client.GetStringAsync(new Uri(page, "/api/traces?limit=200&service=Client"));
        using var document = JsonDocument.Parse(answer);
        return [.. document.RootElement.GetProperty("data").EnumerateArray()
            .Select(trace => trace.GetProperty("traceID").GetString()!)];
    }
}
