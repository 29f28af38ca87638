using Tracing.Closing;
namespace Tracing.Keeping;

public class MemoryTraceStoreTests : TraceStoreContract
{
    public MemoryTraceStoreTests() => Store = new MemoryTraceStore(MemoryTraceStore.DefaultMaxBytes, MaxAge, Clock);

    protected override ITraceStore Store { get; }

    [Theory]
    [InlineData(400)]
    [InlineData(-400)]
    public async Task A_wall_clock_that_is_set_ages_no_trace(int days)
    {
        await Store.PutAsync([Closed(1, 0, Completeness.Exact, Some.Span(1))]);
        Clock.SetWall(Clock.GetUtcNow().AddDays(days));
        await Store.PutAsync([Closed(2, 0, Completeness.Exact, Some.Span(1, 0, 0, 2))]);
        Assert.NotNull(await Store.GetAsync(Some.Trace(1)));
        Clock.Advance(MaxAge + TimeSpan.FromSeconds(1));
        await Store.PutAsync([Closed(3, 0, Completeness.Exact, Some.Span(1, 0, 0, 3))]);
        Assert.Null(await Store.GetAsync(Some.Trace(1)));
    }

    [Fact]
    public async Task Over_the_byte_limit_the_oldest_traces_make_room_and_leave_the_list_of_operations()
    {
        var store = new MemoryTraceStore(2_000);
        for (var i = 1; i <= 50; i++)
            await store.PutAsync([Closed(i, 0, Completeness.Exact, Some.Span(1, 0, 0, i, $"op {i}"))]);
        Assert.InRange(store.Counts.Bytes, 1, 2_000);
        Assert.Equal(50, store.Counts.Traces + store.Counts.Evicted);
        Assert.Null(await store.GetAsync(Some.Trace(1)));
        Assert.NotNull(await store.GetAsync(Some.Trace(50)));
        Assert.Equal(store.Counts.Traces, (await store.OperationsAsync("shop")).Length);
    }
}
