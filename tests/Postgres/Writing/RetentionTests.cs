using Tracing.Keeping;
using Tracing.Postgres.Servers;
using Tracing.Storage;

namespace Tracing.Postgres.Writing;

public sealed class RetentionTests
{
    [Fact]
    public async Task The_oldest_traces_make_room_when_the_space_is_used_up()
    {
        const int MaxBytes = 16 << 20;
        await using var test = await TestStore.OpenAsync(new StorageSettings { MaxBytes = MaxBytes });
        for (var put = 0; put < 60; put++)
        {
            await test.Store.PutAsync(
                [.. Enumerable.Range(1, 10).Select(n => Stored.Random((put * 10) + n, 50_000))]);
        }
        await GoneAsync(test, 1);
        await UntilAsync(() => Task.FromResult(test.Store.Counts is { Evicted: > 0, Bytes: <= MaxBytes }));
        Assert.NotNull(await test.Store.GetAsync(Some.Trace(600)));
        var counts = test.Store.Counts;
        var left = (await test.Store.FindAsync(new TraceQuery(Limit: 1_000))).Length;
        Assert.Equal((600, left), (counts.Traces + counts.Evicted, counts.Traces));
        // A good part of the space is in use: no more was deleted than had to be.
        Assert.InRange(counts.Bytes, MaxBytes / 2, MaxBytes);
    }

    [Fact]
    public async Task The_tables_of_old_slots_are_dropped()
    {
        await using var test = await TestStore.OpenAsync(new StorageSettings { MaxAge = TimeSpan.FromHours(6) });
        for (var hour = 0; hour < 10; hour++)
        {
            await test.Store.PutAsync([Stored.Trace(hour + 1) with { ClosedAt = test.Clock.GetUtcNow() }]);
            test.Clock.Advance(TimeSpan.FromHours(1));
        }
        await test.Store.PutAsync([Stored.Trace(11) with { ClosedAt = test.Clock.GetUtcNow() }]);
        const string Tables = "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema() AND tablename ~ '_[0-9]+$'";
        await UntilAsync(async () => await test.SqlAsync(Tables) == 7 * 4);
        Assert.Equal(4, test.Store.Counts.Evicted);
        Assert.Equal([11, 10, 9, 8, 7, 6, 5],
            (await test.Store.FindAsync(new TraceQuery())).Select(static trace => (int)trace.TraceId.Low));
        Assert.Equal(7, await test.SqlAsync("SELECT count(*) FROM slots"));
        Assert.Equal(["shop"], (await test.Store.ServicesAsync()).AsEnumerable());
    }

    [Fact]
    public async Task A_revised_trace_goes_with_its_first_part()
    {
        await using var test = await TestStore.OpenAsync(new StorageSettings { MaxAge = TimeSpan.FromHours(6) });
        await test.Store.PutAsync([Stored.Trace(1, Some.Span(1, 0, 1)) with { ClosedAt = test.Clock.GetUtcNow() }]);
        test.Clock.Advance(TimeSpan.FromHours(5));
        await test.Store.PutAsync([Stored.Trace(1, Some.Span(2, 1)) with { ClosedAt = test.Clock.GetUtcNow() }]);
        Assert.Equal(2, (await test.Store.GetAsync(Some.Trace(1)))!.Raw.Length);
        test.Clock.Advance(TimeSpan.FromHours(2));
        await test.Store.PutAsync([Stored.Trace(2) with { ClosedAt = test.Clock.GetUtcNow() }]);
        await GoneAsync(test, 1);
        Assert.Equal(0, await test.SqlAsync("SELECT count(*) FROM revised"));
        Assert.Equal([2], (await test.Store.FindAsync(new TraceQuery())).Select(static trace => (int)trace.TraceId.Low));
    }

    private static Task GoneAsync(TestStore test, int trace) =>
        UntilAsync(async () => await test.Store.GetAsync(Some.Trace(trace)) is null);

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (!await isSo()) await pause.WaitForNextTickAsync(deadline.Token);
    }
}
