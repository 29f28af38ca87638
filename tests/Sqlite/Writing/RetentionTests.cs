using Tracing.Storage;

namespace Tracing.Sqlite.Writing;

public sealed class RetentionTests : IDisposable
{
    private const long MaxBytes = 16L << 20;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private SqliteTraceStore Open(long maxBytes = MaxBytes) =>
        SqliteTraceStore.Open(_folder.Settings with { MaxBytes = maxBytes }, new HandClock());

    private long OnDisk() => Directory.GetFiles(_folder.Path).Sum(file => new FileInfo(file).Length);

    [Fact]
    public async Task File_and_WAL_stay_within_their_size_and_the_newest_traces_stay()
    {
        // Six times the allowed size, of bytes that cannot be compressed.
        const int Puts = 100, PerPut = 50, Bytes = 20_000;
        // A put, its WAL, and the block that is deleted next.
        const long Slack = 6L << 20;
        await using var store = Open();
        for (var put = 0; put < Puts; put++)
        {
            await store.PutAsync([.. Enumerable.Range(put * PerPut, PerPut).Select(n => Stored.Random(n + 1, Bytes))]);
            Assert.InRange(OnDisk(), 0, MaxBytes + Slack);
        }
        Assert.NotNull(await store.GetAsync(Some.Trace(Puts * PerPut)));
        Assert.Null(await store.GetAsync(Some.Trace(1)));
        Assert.Equal(Puts * PerPut, store.Counts.Traces + store.Counts.Evicted);
        Assert.InRange(store.Counts.Traces, MaxBytes / Bytes / 3, MaxBytes / Bytes * 2);
    }

    [Fact]
    public async Task A_file_that_is_larger_than_a_new_limit_shrinks()
    {
        await using (var large = Open(1L << 30))
            await large.PutAsync([.. Enumerable.Range(1, 2_000).Select(n => Stored.Random(n, 20_000))]);
        Assert.InRange(OnDisk(), 40_000_000, 80_000_000);
        await using (var small = Open())
        {
            await small.PutAsync([Stored.Trace(3_000)]);
            using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
            while (small.Counts.Bytes > MaxBytes) await pause.WaitForNextTickAsync(deadline.Token);
            Assert.NotNull(await small.GetAsync(Some.Trace(3_000)));
        }
        Assert.InRange(OnDisk(), 1, MaxBytes);
    }

    [Fact]
    public async Task A_trace_is_deleted_with_its_first_part_and_none_of_it_is_found_afterwards()
    {
        await using var store = Open();
        await store.PutAsync([Stored.Trace(1, Some.Span(1, 0, 1, name: "first"))]);
        for (var put = 0; put < 70; put++)
            await store.PutAsync([.. Enumerable.Range(100 + (put * 20), 20).Select(n => Stored.Random(n, 20_000))]);
        await store.PutAsync([Stored.Trace(50, Some.Span(1, trace: 50, name: "last"))]);
        Assert.Null(await store.GetAsync(Some.Trace(1)));
        Assert.Empty(await store.FindAsync(new(Operation: "first")));
        Assert.DoesNotContain((await store.OperationsAsync("shop")), operation => operation.Name == "first");
        Assert.Single(await store.FindAsync(new(Operation: "last")));
    }

    [Fact]
    public async Task Small_blocks_are_merged_and_every_trace_is_still_found()
    {
        const int Many = 600;
        await using var store = Open();
        for (var n = 1; n <= Many; n++) await store.PutAsync([Stored.Trace(n, Some.Span(1, 0, 0, n, $"op {n % 7}"))]);
        for (var n = 1; n <= Many; n += 37) Assert.NotNull(await store.GetAsync(Some.Trace(n)));
        var found = await store.FindAsync(new(Operation: "op 3", Limit: Many));
        Assert.Equal(Enumerable.Range(1, Many).Where(n => n % 7 == 3).Reverse(),
            found.Select(trace => (int)trace.TraceId.Low));
        Assert.Equal(Enumerable.Range(1, Many).Reverse(),
            (await store.FindAsync(new(Limit: Many))).Select(trace => (int)trace.TraceId.Low));
        Assert.InRange(Blocks(), 1, 50);
    }

    [Fact]
    public async Task Full_blocks_that_are_small_on_disk_are_not_merged_for_ever()
    {
        // Each fills a block, and is a hundredth of its size when it is compressed.
        const int Many = 40, Bytes = 300_000;
        var store = Open();
        for (var n = 1; n <= Many; n++)
            await store.PutAsync([Stored.Trace(n, Some.Span(1, 0, 0, n, tags: new Tag("text", new string('x', Bytes))))]);
        // The store closes after the maintenance that is under way.
        await store.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal(Many, Blocks());
    }

    [Fact]
    public async Task A_clock_that_jumps_forward_does_not_make_stored_traces_old_at_once()
    {
        var clock = new HandClock();
        await using var store = SqliteTraceStore.Open(_folder.Settings, clock);
        await store.PutAsync([Stored.Trace(1) with { ClosedAt = clock.GetUtcNow() }]);
        clock.SetWall(clock.GetUtcNow().AddYears(10));
        await MaintainAsync(store, clock, 2);
        clock.Advance(TimeSpan.FromHours(1));
        await MaintainAsync(store, clock, 3);
        Assert.NotNull(await store.GetAsync(Some.Trace(1)));
        // A time that stays is believed in the end: a day of it in each hour.
        clock.Advance(TimeSpan.FromHours(7));
        await MaintainAsync(store, clock, 4);
        Assert.Null(await store.GetAsync(Some.Trace(1)));
    }

    [Fact]
    public async Task What_became_old_while_no_host_ran_goes_within_hours_of_the_next_start()
    {
        var clock = new HandClock();
        await using (var store = SqliteTraceStore.Open(_folder.Settings, clock))
            await store.PutAsync([Stored.Trace(1) with { ClosedAt = clock.GetUtcNow() }]);
        clock.Advance(TimeSpan.FromDays(8));
        await using var later = SqliteTraceStore.Open(_folder.Settings, clock);
        await MaintainAsync(later, clock, 2);
        Assert.NotNull(await later.GetAsync(Some.Trace(1)));
        clock.Advance(TimeSpan.FromHours(8));
        await MaintainAsync(later, clock, 3);
        Assert.Null(await later.GetAsync(Some.Trace(1)));
    }

    [Fact]
    public async Task Traces_that_were_stored_under_a_time_in_the_future_become_as_old_as_those_after_them()
    {
        var clock = new HandClock();
        await using var store = SqliteTraceStore.Open(_folder.Settings, clock);
        await store.PutAsync([Stored.Trace(1) with { ClosedAt = clock.GetUtcNow().AddYears(10) }]);
        await store.PutAsync([Stored.Trace(2) with { ClosedAt = clock.GetUtcNow() }]);
        clock.Advance(TimeSpan.FromDays(8));
        await MaintainAsync(store, clock, 3);
        Assert.Null(await store.GetAsync(Some.Trace(1)));
        Assert.Null(await store.GetAsync(Some.Trace(2)));
    }

    // A put is followed by maintenance, and the next put waits for that.
    private static async Task MaintainAsync(SqliteTraceStore store, HandClock clock, int number)
    {
        for (var i = 0; i < 2; i++)
            await store.PutAsync([Stored.Trace((number * 1_000) + i) with { ClosedAt = clock.GetUtcNow() }]);
    }

    private long Blocks()
    {
        using var database = new Files.Database(_folder.Database, Microsoft.Data.Sqlite.SqliteOpenMode.ReadOnly);
        return database.Number("SELECT count(*) FROM blocks");
    }
}
