using System.Net.Http.Headers;
using System.Text.Json;
using Tracing.Hosting;

namespace Tracing.Demo.Clusters;

public class OpenTraceTests
{
    [Fact]
    public async Task An_open_trace_is_shown_by_every_node_by_id_and_in_a_search_until_it_closes()
    {
        using var cluster = await RunningCluster.StartAsync(2, "--rate 1");
        using var client = new HttpClient();
        // More than one, so that both nodes have a shard with an open trace.
        string[] ids = [.. Enumerable.Range(0, 8).Select(static _ => $"{TraceId.NewRandom()}")];
        await PostAsync(SomeJson.RequestOf("outside", [.. ids.Select(static id => SomeJson.Span(2, 1, traceId: id))]));
        foreach (var node in cluster.Nodes)
        {
            foreach (var id in ids) Assert.Equal("open", await CompletenessAsync(node.Page, id));
            await RunningHost.UntilAsync(() => FoundAsync(node.Page), found => found.Order().SequenceEqual(ids.Order()));
        }
        await PostAsync(SomeJson.RequestOf("outside", [.. ids.Select(static id => SomeJson.Span(1, 0, 1, traceId: id))]));
        foreach (var node in cluster.Nodes)
        {
            foreach (var id in ids) Assert.Equal("exact", await CompletenessAsync(node.Page, id));
            Assert.Equal(ids.Order(), (await FoundAsync(node.Page)).Order());
        }
        await cluster.SignalAsync("TERM");
        await cluster.EndAsync();
        Assert.True(cluster.ExitCode == 0, cluster.Output);

        async Task PostAsync(string request)
        {
            using var body = new StringContent(request, MediaTypeHeaderValue.Parse("application/json"));
            (await client.PostAsync(new Uri(cluster.Nodes[0].Door, "/v1/traces"), body)).EnsureSuccessStatusCode();
        }

        async Task<string?> CompletenessAsync(Uri page, string id)
        {
            using var document = JsonDocument.Parse(await client.GetStringAsync(new Uri(page, $"/api/traces/{id}")));
            return document.RootElement.GetProperty("data")[0].GetProperty("completeness").GetString();
        }

        async Task<string[]> FoundAsync(Uri page)
        {
            using var document = JsonDocument.Parse(await client.GetStringAsync(new Uri(page, "/api/traces?service=outside")));
            return [.. document.RootElement.GetProperty("data").EnumerateArray()
                .Select(static trace => trace.GetProperty("traceID").GetString()!)];
        }
    }
}
