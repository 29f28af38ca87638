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

    private long Blocks()
    {
        using var database = new Files.Database(_folder.Database, Microsoft.Data.Sqlite.SqliteOpenMode.ReadOnly);
        return database.Number("SELECT count(*) FROM blocks");
    }
}
