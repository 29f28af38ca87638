using Tracing.Keeping;
using Tracing.Postgres.Servers;

namespace Tracing.Postgres.Writing;

public sealed class BlockMergingTests
{
    [Fact]
    public async Task Small_blocks_are_merged_while_several_nodes_store_and_every_trace_is_still_found()
    {
        const int Puts = 150;
        await using var test = await TestStore.OpenAsync();
        await using var other = await test.OpenAnotherAsync();
        PostgresTraceStore[] nodes = [test.Store, other];
        await Task.WhenAll(nodes.Select(async (node, at) =>
        {
            for (var put = 1; put <= Puts; put++)
            {
                var number = (at * 1_000) + put;
                await node.PutAsync([Stored.Trace(number, Some.Span(1, 0, 0, number, $"op {put % 7}"))]);
                // Each tenth trace gets a late span, which makes its first entry dead.
                if (put % 10 == 0) await node.PutAsync([Stored.Trace(number, Some.Span(2, 1, 0, number, "late"))]);
                // Maintenance is due, and merges what there is.
                if (put % 50 == 0) test.Clock.Advance(TimeSpan.FromSeconds(11));
            }
        }));
        test.Clock.Advance(TimeSpan.FromSeconds(11));
        await nodes[0].PutAsync([Stored.Trace(5_000)]);
        await UntilAsync(async () => await test.SqlAsync("SELECT count(*) FROM blocks") <= 100);

        foreach (var node in nodes)
        {
            Assert.Equal((2 * Puts) + 1, (await node.FindAsync(new TraceQuery(Limit: 1_000))).Length);
            Assert.Equal(2 * Puts / 10, (await node.FindAsync(new TraceQuery(Operation: "late", Limit: 1_000))).Length);
            var some = await node.FindAsync(new TraceQuery(Service: "shop", Operation: "op 3", Limit: 1_000));
            Assert.Equal(2 * Enumerable.Range(1, Puts).Count(static put => put % 7 == 3), some.Length);
            for (var put = 1; put <= Puts; put++)
            {
                foreach (var number in (int[])[put, 1_000 + put])
                {
                    var kept = await node.GetAsync(Some.Trace(number));
                    Assert.Equal(put % 10 == 0 ? 2 : 1, kept!.Raw.Length);
                }
            }
        }
        // Each posting belongs to a block.
        Assert.Equal(0, await test.SqlAsync(
            "SELECT count(*) FROM postings p WHERE NOT EXISTS (SELECT 1 FROM blocks b WHERE b.first = p.first)"));
    }

    [Fact]
    public async Task Full_blocks_that_are_small_on_disk_are_merged_once_at_most()
    {
        // Each fills a block, and is a hundredth of its size when it is compressed.
        const int Full = 20, Bytes = 300_000;
        await using var test = await TestStore.OpenAsync();
        for (var n = 1; n <= Full; n++)
        {
            await test.Store.PutAsync(
                [Stored.Trace(n, Some.Span(1, 0, 0, n, tags: new Tag("text", new string('x', Bytes))))]);
        }
        var last = await test.SqlAsync("SELECT max(first) FROM blocks");
        var written = await WritesAsync();
        await MaintainAsync(100, 1);
        await UntilAsync(async () => await WritesAsync() != written);
        var merged = await WritesAsync();
        // Small ones show when the next maintenance is over.
        await MaintainAsync(101, 20);
        await UntilAsync(async () => await test.SqlAsync("SELECT max(entries) FROM blocks") > 10);
        Assert.Equal(merged, await WritesAsync());
        for (var n = 1; n <= Full; n++) Assert.NotNull(await test.Store.GetAsync(Some.Trace(n)));

        // Changes with each row of a full block that is written anew.
        Task<long> WritesAsync() =>
            test.SqlAsync($"SELECT sum(xmin::text::bigint)::bigint FROM blocks WHERE first <= {last}");

        async Task MaintainAsync(int from, int count)
        {
            for (var n = from; n < from + count; n++) await test.Store.PutAsync([Stored.Trace(n)]);
            test.Clock.Advance(TimeSpan.FromSeconds(11));
            await test.Store.PutAsync([Stored.Trace(from + 1_000)]);
        }
    }

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!await isSo()) await pause.WaitForNextTickAsync(deadline.Token);
    }
}
