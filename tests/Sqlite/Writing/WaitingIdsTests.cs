using Tracing.Assembling;
using Tracing.Keeping;
using Tracing.Sqlite.Checking;
using Tracing.Sqlite.Files;
using Tracing.Sqlite.Reading;
using Tracing.Storage;
using Tracing.Storage.Packing;
using Tracing.Wire.Spans;

namespace Tracing.Sqlite.Writing;

/// <summary>New traces have no rows in ids yet: everything must be as if they had.</summary>
public sealed class WaitingIdsTests : IDisposable
{
    // More than wait before rows are inserted.
    private const int Many = 70_000;

    private readonly StoreFixture _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task A_trace_whose_id_waits_is_found_and_its_row_is_there_when_the_store_is_closed()
    {
        await using (var store = _files.Open())
        {
            await store.PutAsync(Traces(1, 300));
            Assert.Equal(0, Rows());
            Assert.Equal(300, (await store.FindAsync(new(Limit: 1_000))).Length);
            for (var n = 1; n <= 300; n++) Assert.NotNull(await store.GetAsync(Some.Trace(n)));
            Assert.Null(await store.GetAsync(Some.Trace(301)));
        }
        Assert.Equal(300, Rows());
    }

    [Fact]
    public async Task After_a_kill_traces_are_found_by_their_ids_and_late_spans_join_them()
    {
        WriteAndKill([.. Traces(1, 300)], [.. Traces(301, 20)]);
        Assert.Equal(0, Rows());
        await using var store = _files.Open();
        await store.PutAsync([Late(7), Stored.Trace(400)]);
        for (var n = 1; n <= 320; n++) Assert.Equal(n == 7 ? 2 : 1, (await store.GetAsync(Some.Trace(n)))!.Raw.Length);
        Assert.Equal(321, (await store.FindAsync(new(Limit: 1_000))).Length);
        Assert.Equal(321, store.Counts.Traces);
        await store.DisposeAsync();
        Assert.Equal(321, Rows());
        Assert.Empty(Check().Faults);
    }

    [Fact]
    public async Task A_revised_trace_counts_once_also_after_a_kill()
    {
        WriteAndKill([Stored.Trace(1), Stored.Trace(2)], [Late(1), Stored.Trace(3)]);
        await using (var store = _files.Open())
        {
            Assert.Equal([3, 2, 1], (await store.FindAsync(new())).Select(static trace => (int)trace.TraceId.Low));
            Assert.Equal(2, (await store.GetAsync(Some.Trace(1)))!.Raw.Length);
            await store.PutAsync([Late(1, 3)]);
            Assert.Equal(3, (await store.GetAsync(Some.Trace(1)))!.Raw.Length);
            Assert.Equal(3, (await store.FindAsync(new())).Length);
        }
        Assert.Equal(3, Rows());
        Assert.Empty(Check().Faults);
    }

    [Fact]
    public async Task When_many_wait_their_rows_are_inserted_between_puts_and_every_trace_is_found_meanwhile()
    {
        await using var store = _files.Open();
        var stored = 0;
        for (long rows = 0; stored < Many || rows < Many / 2; stored += 5_000)
        {
            await store.PutAsync(Traces(stored + 1, 5_000));
            Assert.True(stored < 2 * Many);
            // Of this put, of the one before, and of one whose row may be there.
            foreach (var n in (int[])[stored + 1, Math.Max(1, stored), (stored / 2) + 1])
                Assert.NotNull(await store.GetAsync(Some.Trace(n)));
            rows = Rows();
        }
        await store.PutAsync([Late(1), Late(stored)]);
        for (var n = 1; n <= stored; n += 997)
            Assert.Equal(n == 1 ? 2 : 1, (await store.GetAsync(Some.Trace(n)))!.Raw.Length);
        Assert.Equal(2, (await store.GetAsync(Some.Trace(stored)))!.Raw.Length);
        Assert.Equal(stored, store.Counts.Traces);
    }

    [Fact]
    public async Task A_kill_while_rows_are_inserted_costs_nothing()
    {
        Kill(writer =>
        {
            writer.Put(Kept(Traces(1, Many)));
            writer.Ids.Step();
            // With row and without.
            writer.Put(Kept([Late(1), Late(Many), Stored.Trace(Many + 1)]));
        });
        Assert.InRange(Rows(), 1, Many - 1);
        await using (var store = _files.Open())
        {
            await store.PutAsync([Late(2), Late(Many - 1)]);
            for (var n = 1; n <= Many + 1; n += n is > 5 and < Many - 1_000 ? 991 : 1)
            {
                Assert.Equal(n is 1 or 2 or Many - 1 or Many ? 2 : 1,
                    (await store.GetAsync(Some.Trace(n)))!.Raw.Length);
            }
            Assert.Equal(Many + 1, store.Counts.Traces);
        }
        Assert.Equal(Many + 1, Rows());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_trace_that_is_deleted_with_its_first_part_does_not_come_back_with_a_newer_one(int parts)
    {
        Kill(writer =>
        {
            writer.Put(Kept([Stored.Trace(1)]));
            writer.Ids.InsertAll();
            for (var part = 1; part <= parts; part++) writer.Put(Kept([Late(1, part + 1), Stored.Trace(part + 1)]));
            Assert.Equal(1, writer.Retention.Step(DateTimeOffset.MaxValue, long.MaxValue));
        });
        await using var store = _files.Open();
        Assert.Null(await store.GetAsync(Some.Trace(1)));
        Assert.Equal(parts, (await store.FindAsync(new())).Length);
        Assert.Equal(parts, store.Counts.Traces);
    }

    [Fact]
    public async Task Small_blocks_are_merged_with_the_traces_whose_ids_wait()
    {
        Kill(writer =>
        {
            for (var n = 1; n <= 16; n++) writer.Put(Kept([Stored.Trace(n), .. n == 9 ? [Late(3)] : Traces(0, 0)]));
            Assert.True(writer.Merging.Step());
        });
        Assert.Equal(1, _files.Sql("SELECT count(*) FROM blocks"));
        await using var store = _files.Open();
        for (var n = 1; n <= 16; n++) Assert.Equal(n == 3 ? 2 : 1, (await store.GetAsync(Some.Trace(n)))!.Raw.Length);
        Assert.Equal(16, (await store.FindAsync(new())).Length);
    }

    [Fact]
    public async Task Traces_of_a_block_that_is_damaged_while_their_ids_wait_are_told_to_be_damaged()
    {
        await using var store = _files.Open();
        for (var block = 0; block < 3; block++) await store.PutAsync(Traces((block * 300) + 1, 300));
        _files.FlipBit("blocks", "list", "first = 301", 99);
        Assert.Equal(600, (await store.FindAsync(new(Limit: 1_000))).Length);
        await Assert.ThrowsAsync<DamagedTraceException>(async () => await store.GetAsync(Some.Trace(450)));
        foreach (var n in (int[])[1, 300, 601, 900]) Assert.NotNull(await store.GetAsync(Some.Trace(n)));
        Assert.Contains("300 traces are damaged (", Assert.Single(_files.Told), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(301)]
    [InlineData(601)]
    public async Task A_damaged_list_after_a_kill_costs_its_traces_alone_and_new_ones_are_stored(int first)
    {
        WriteAndKill([.. Traces(1, 300)], [.. Traces(301, 300)], [.. Traces(601, 300)]);
        _files.FlipBit("blocks", "list", $"first = {first}", 99);
        await using var store = _files.Open();
        await store.PutAsync(Traces(901, 300));
        for (var n = 1; n <= 1_200; n++)
            if (n < first || n >= first + 300)
                Assert.NotNull(await store.GetAsync(Some.Trace(n)));
        Assert.Equal(900, (await store.FindAsync(new(Limit: 2_000))).Length);
        Assert.Equal(300, store.Counts.Damaged);
        Assert.Contains("300 traces are damaged (", Assert.Single(_files.Told), StringComparison.Ordinal);
        Assert.Empty(_files.MovedFiles);
    }

    [Fact]
    public async Task Check_takes_ids_that_wait_for_no_damage_and_finds_lost_ones()
    {
        WriteAndKill([.. Traces(1, 300)], [Late(7), Stored.Trace(301)]);
        Assert.Empty(Check().Faults);
        Assert.Equal(301, Rows());
        _files.Sql("DELETE FROM ids WHERE sequence BETWEEN 20 AND 29");
        Assert.Single(Check().Faults);
        Assert.True(Check(repairs: true).IsGood);
        await using var store = _files.Open();
        for (var n = 1; n <= 301; n++) Assert.Equal(n == 7 ? 2 : 1, (await store.GetAsync(Some.Trace(n)))!.Raw.Length);
    }

    [Fact]
    public async Task A_put_that_fails_leaves_no_id_behind()
    {
        await using (var store = _files.Open())
        {
            await store.PutAsync([Stored.Trace(1)]);
            _files.Sql("CREATE TRIGGER refuse BEFORE UPDATE ON totals BEGIN SELECT RAISE(ABORT, 'refused'); END");
            await Assert.ThrowsAnyAsync<Exception>(async () => await store.PutAsync([Late(1), Stored.Trace(2)]));
            Assert.Null(await store.GetAsync(Some.Trace(2)));
            _files.Sql("DROP TRIGGER refuse");
            await store.PutAsync([Stored.Trace(3), Stored.Trace(4)]);
            await store.PutAsync([Late(1), Stored.Trace(2)]);
            for (var n = 1; n <= 4; n++)
                Assert.Equal(n == 1 ? 2 : 1, (await store.GetAsync(Some.Trace(n)))!.Raw.Length);
        }
        Assert.Equal(4, Rows());
        Assert.Empty(Check().Faults);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Different_traces_with_one_key_are_both_found(bool inOnePut)
    {
        var (one, other) = (new TraceId(0, 5), new TraceId(1, 5 ^ 0x9E3779B97F4A7C15));
        Assert.Equal(TraceKey.Of(one), TraceKey.Of(other));
        ClosedTrace[] both = [Stored.Trace(1) with { TraceId = one }, Stored.Trace(1) with { TraceId = other }];
        if (inOnePut) WriteAndKill(both);
        else WriteAndKill([both[0]], [both[1]]);
        await using (var store = _files.Open()) await FindBothAsync(store);
        await using (var store = _files.Open()) await FindBothAsync(store);
        Assert.Empty(Check().Faults);

        async Task FindBothAsync(SqliteTraceStore store)
        {
            Assert.Equal(2, (await store.FindAsync(new())).Length);
            Assert.NotNull(await store.GetAsync(one));
            Assert.NotNull(await store.GetAsync(other));
        }
    }

    private long Rows() => _files.Sql("SELECT count(*) FROM ids");

    private Storage.Checking.CheckResult Check(bool repairs = false) => StoreCheck.Run(_files.Folder.Settings, repairs);

    private void WriteAndKill(params ClosedTrace[][] puts) => Kill(writer =>
    {
        foreach (var put in puts) writer.Put(Kept(put));
    });

    // The file is left as a process leaves it that is killed: rows that wait are not inserted.
    private void Kill(Action<StoreWriter> write)
    {
        SQLitePCL.Batteries_V2.Init();
        using var folder = FolderLock.Acquire(_files.Folder.Path, "traces.lock", "traces");
        var file = new TraceFile(folder, survivesPowerCut: true, _files.Clock);
        using var store = OpenStore.Open(file, new BlockCache(0), new WaitingIds(), _files.Clock, _files.Tell);
        write(store.Writer);
    }

    private static KeptTrace[] Kept(IEnumerable<ClosedTrace> traces) => [.. traces.Select(KeptTrace.Of)];

    private static System.Collections.Immutable.ImmutableArray<ClosedTrace> Traces(int first, int count) =>
        [.. Enumerable.Range(first, count).Select(static n => Stored.Trace(n))];

    private static ClosedTrace Late(int trace, int span = 2) => Stored.Trace(trace, Some.Span(span, 1, 0, trace));
}
