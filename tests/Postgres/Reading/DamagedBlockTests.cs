using Tracing.Keeping;
using Tracing.Postgres.Servers;

namespace Tracing.Postgres.Reading;

public sealed class DamagedBlockTests
{
    [Theory]
    [InlineData("body")]
    [InlineData("list")]
    public async Task A_damaged_block_costs_its_own_traces_alone_and_is_told_once(string column)
    {
        await using var test = await TestStore.OpenAsync();
        await test.Store.PutAsync([Stored.Trace(1)]);
        await test.Store.PutAsync([Stored.Trace(2)]);
        await test.SqlAsync(
            $"UPDATE blocks SET {column} = set_byte({column}, 0, 255) WHERE first = (SELECT min(first) FROM blocks)");
        for (var i = 0; i < 2; i++)
        {
            await using var other = await test.OpenAnotherAsync();
            await Assert.ThrowsAsync<DamagedTraceException>(async () => await other.GetAsync(Some.Trace(1)));
            Assert.Equal(2, (int)Assert.Single(await other.FindAsync(new TraceQuery())).TraceId.Low);
            Assert.NotNull(await other.GetAsync(Some.Trace(2)));
            // Each store tells it once.
            Assert.Equal(i + 1, test.Told.Length);
        }
        Assert.Contains("a block of traces is damaged", test.Told[0], StringComparison.Ordinal);
        // Late spans of its trace are stored, and found by themselves.
        await test.Store.PutAsync([Stored.Trace(1, Some.Span(2, 1))]);
        await using var again = await test.OpenAnotherAsync();
        Assert.Single((await again.GetAsync(Some.Trace(1)))!.Raw);
    }
}
