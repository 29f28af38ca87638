using Tracing.Closing;
namespace Tracing.Keeping;

public class MemoryTraceStoreTests : TraceStoreContract
{
    public MemoryTraceStoreTests() => Store = new MemoryTraceStore(MemoryTraceStore.DefaultMaxBytes, MaxAge, Clock);

    protected override ITraceStore Store { get; }

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
