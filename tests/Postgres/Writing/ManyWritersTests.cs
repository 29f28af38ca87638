using Tracing.Closing;
using Tracing.Keeping;
using Tracing.Postgres.Servers;

namespace Tracing.Postgres.Writing;

/// <summary>Several nodes put into the same database at the same time.</summary>
public sealed class ManyWritersTests
{
    private const int Nodes = 4;

    [Fact]
    public async Task Each_node_finds_what_all_of_them_stored()
    {
        await using var test = await TestStore.OpenAsync();
        var nodes = await OpenAsync(test);
        await Task.WhenAll(nodes.Select(async (node, at) =>
        {
            for (var put = 0; put < 10; put++)
            {
                await node.PutAsync(
                    [.. Enumerable.Range(1, 20).Select(n => Stored.Trace((at * 1_000) + (put * 20) + n))]);
            }
        }));
        foreach (var node in nodes)
            Assert.Equal(Nodes * 200, (await node.FindAsync(new TraceQuery(Limit: 10_000))).Length);
        Assert.Equal(Nodes * 200, await test.SqlAsync("SELECT sum(traces)::bigint FROM writers"));
        await CloseAsync(nodes);
    }

    [Fact]
    public async Task Parts_of_the_same_traces_that_come_to_all_nodes_at_once_are_united()
    {
        const int Traces = 400, Together = 10;
        await using var test = await TestStore.OpenAsync();
        var nodes = await OpenAsync(test);
        // Several times, because it depends on who commits when.
        for (var from = 1; from <= Traces; from += Together)
        {
            await Task.WhenAll(nodes.Select((node, at) => node.PutAsync([.. Enumerable.Range(from, Together)
                .Select(n => Stored.Trace(n, Some.Span(at + 1, at == 0 ? 0 : 1, at == 0 ? Nodes - 1 : 0, n)))]).AsTask()));
        }
        // Searched as a whole: no part by itself has all the spans.
        var found = await test.Store.FindAsync(new TraceQuery(Limit: 1_000, Completeness: CompletenessKind.Exact));
        Assert.Equal(Traces, found.Length);
        Assert.All(found, trace => Assert.Equal(Nodes, trace.Raw.Length));
        Assert.Equal(0, await test.SqlAsync(
            "SELECT count(*) FROM ("
            + "SELECT 1 FROM ids GROUP BY key HAVING count(DISTINCT coalesce(place, sequence)) > 1) apart"));
        await CloseAsync(nodes);
    }

    [Fact]
    public async Task The_same_put_on_all_nodes_stores_each_trace_once()
    {
        await using var test = await TestStore.OpenAsync();
        var nodes = await OpenAsync(test);
        for (var round = 0; round < 3; round++)
            await Task.WhenAll(nodes.Select(node =>
                node.PutAsync([.. Enumerable.Range(1, 50).Select(n => Stored.Trace(n))]).AsTask()));
        var found = await test.Store.FindAsync(new TraceQuery(Limit: 1_000));
        Assert.Equal(50, found.Length);
        Assert.All(found, static trace => Assert.Single(trace.Raw));
        await CloseAsync(nodes);
    }

    [Fact]
    public async Task A_late_span_joins_the_trace_that_another_node_stored()
    {
        await using var test = await TestStore.OpenAsync();
        var nodes = await OpenAsync(test);
        await nodes[0].PutAsync([Stored.Trace(1, Some.Span(1, 0, 1))]);
        await nodes[1].PutAsync([Stored.Trace(1, Some.Span(2, 1)) with { Revision = 1 }]);
        var kept = (await nodes[2].GetAsync(Some.Trace(1)))!;
        Assert.Equal((Completeness.Exact, 2), (kept.Completeness, kept.Raw.Length));
        await CloseAsync(nodes);
    }

    private static async Task<PostgresTraceStore[]> OpenAsync(TestStore test) =>
        await Task.WhenAll(Enumerable.Range(0, Nodes).Select(_ => test.OpenAnotherAsync()));

    private static async Task CloseAsync(PostgresTraceStore[] nodes)
    {
        foreach (var node in nodes) await node.DisposeAsync();
    }
}
