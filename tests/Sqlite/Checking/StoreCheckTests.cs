using Tracing.Storage;
using Tracing.Storage.Checking;
using Tracing.Wire.Spans;

namespace Tracing.Sqlite.Checking;

public sealed class StoreCheckTests : IDisposable
{
    private const int TracesEach = 300;

    private readonly StoreFixture _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task A_store_without_damage_is_good_and_is_not_changed()
    {
        await WriteAsync();
        var result = Check();
        Assert.Equal(3, result.Good);
        Assert.Empty(result.Faults);
        Assert.True(result.IsGood);
    }

    [Theory]
    [InlineData("bodies", "body")]
    [InlineData("blocks", "list")]
    public async Task A_damaged_block_is_found_and_a_repair_deletes_its_traces_alone(string table, string column)
    {
        await WriteAsync();
        _files.FlipBit(table, column, "first = 301", 99);
        var found = Check();
        Assert.Equal(2, found.Good);
        Assert.StartsWith("block 301: ", Assert.Single(found.Faults), StringComparison.Ordinal);
        Assert.False(found.IsGood);
        Assert.True(Check(repairs: true).IsGood);
        Assert.Empty(Check().Faults);
        await using var store = _files.Open();
        Assert.Equal(2 * TracesEach, (await store.FindAsync(new(Limit: 1_000))).Length);
        Assert.Null(await store.GetAsync(Some.Trace(301)));
        Assert.Equal(2 * TracesEach, store.Counts.Traces);
        Assert.Empty(_files.Told);
    }

    [Theory]
    [InlineData("UPDATE postings SET members = x'01' WHERE first = 301")]
    [InlineData("DELETE FROM postings WHERE first = 301")]
    [InlineData("DELETE FROM tag_filters WHERE first = 301")]
    [InlineData("UPDATE blocks SET min_start = min_start + 1 WHERE first = 301")]
    [InlineData("UPDATE blocks SET labels = x'0102' WHERE first = 301")]
    public async Task A_damaged_index_is_found_and_a_repair_writes_it_again_from_the_traces(string damage)
    {
        await WriteAsync();
        _files.Sql(damage);
        Assert.StartsWith("block 301: ", Assert.Single(Check().Faults), StringComparison.Ordinal);
        Assert.True(Check(repairs: true).IsGood);
        Assert.Empty(Check().Faults);
        await using var store = _files.Open();
        Assert.Equal(3 * TracesEach, (await store.FindAsync(new(Service: "shop", Limit: 1_000))).Length);
        Assert.Equal(0, store.Counts.Damaged);
    }

    [Theory]
    [InlineData("DELETE FROM ids WHERE sequence = 450", 1)]
    [InlineData("DELETE FROM ids WHERE sequence BETWEEN 250 AND 350", 1)]
    [InlineData("DELETE FROM ids", 1)]
    [InlineData("UPDATE ids SET key = key + 4096 WHERE sequence = 450", 2)]
    [InlineData("UPDATE ids SET sequence = sequence + 5000 WHERE sequence = 450", 2)]
    public async Task Lost_rows_of_ids_are_found_and_a_repair_writes_them_again_from_the_blocks(
        string damage, int faults)
    {
        await WriteAsync();
        _files.Sql(damage);
        Assert.Equal(faults, Check().Faults.Length);
        Assert.True(Check(repairs: true).IsGood);
        Assert.Empty(Check().Faults);
        await using var store = _files.Open();
        for (var n = 1; n <= 3 * TracesEach; n += 50) Assert.NotNull(await store.GetAsync(Some.Trace(n)));
        Assert.NotNull(await store.GetAsync(Some.Trace(450)));
        Assert.Equal(3 * TracesEach, (await store.FindAsync(new(Limit: 1_000))).Length);
        Assert.Equal(3 * TracesEach, store.Counts.Traces);
    }

    [Fact]
    public async Task Lost_rows_of_a_revised_trace_are_found_and_written_again_and_it_is_whole()
    {
        const int First = 300, Late = 20;
        await using (var store = _files.Open())
        {
            await store.PutAsync([Stored.Trace(1, [.. Spans(1, First)]), Stored.Trace(2)]);
            for (var part = 0; part < 3; part++)
                await store.PutAsync([Stored.Trace(1, [.. Spans(First + 1 + (part * Late), Late)])]);
        }
        Assert.Empty(Check().Faults);
        // The largest of three parts.
        Assert.Equal(3, _files.Sql("SELECT count(*) FROM ids WHERE place = 1"));
        _files.Sql("DELETE FROM ids WHERE sequence = (SELECT min(sequence) FROM ids WHERE place = 1)");
        Assert.Single(Check().Faults);
        Assert.True(Check(repairs: true).IsGood);
        Assert.Empty(Check().Faults);
        await using var again = _files.Open();
        Assert.Equal(First + (3 * Late), (await again.GetAsync(Some.Trace(1)))!.Raw.Length);
        Assert.Equal(2, (await again.FindAsync(new())).Length);

        static IEnumerable<RawSpan> Spans(int first, int count) =>
            Enumerable.Range(first, count).Select(id => Some.Span(id, id == 1 ? 0 : 1, 0));
    }

    [Fact]
    public async Task Entries_that_were_united_or_whose_trace_was_deleted_are_no_damage_and_a_repair_brings_none_back()
    {
        await using (var store = _files.Open())
        {
            await store.PutAsync([Stored.Trace(1, Some.Span(1, 0, 1)), Stored.Trace(2)]);
            await store.PutAsync([Stored.Trace(1, Some.Span(2, 1)), Stored.Trace(3)]);
        }
        // As retention deletes: the first block, and with it the trace that has its first part there.
        _files.Sql("DELETE FROM blocks WHERE first = 1");
        _files.Sql("DELETE FROM bodies WHERE first = 1");
        _files.Sql("DELETE FROM tag_filters WHERE first = 1");
        _files.Sql("DELETE FROM postings WHERE first = 1");
        _files.Sql("DELETE FROM ids WHERE sequence <= 2 OR place <= 2");
        _files.Sql("DELETE FROM revised");
        _files.Sql("UPDATE totals SET value = value - 2 WHERE name = 'traces'");
        Assert.Empty(Check().Faults);
        Check(repairs: true);
        await using var again = _files.Open();
        Assert.Null(await again.GetAsync(Some.Trace(1)));
        Assert.Single(await again.FindAsync(new()));
    }

    [Fact]
    public async Task A_file_that_SQLite_cannot_use_is_moved_aside_by_a_repair_and_its_readable_traces_are_saved()
    {
        await WriteAsync();
        var bytes = await File.ReadAllBytesAsync(_files.Folder.Database);
        // The root of a tree that only searches need.
        var page = (int)_files.Sql("SELECT rootpage FROM sqlite_schema WHERE name = 'postings'");
        bytes.AsSpan((page - 1) * 4096, 4096).Fill(0xA5);
        await File.WriteAllBytesAsync(_files.Folder.Database, bytes);
        Assert.False(Check().IsGood);
        Assert.True(Check(repairs: true).IsGood);
        Assert.Empty(Check().Faults);
        Assert.Single(_files.MovedFiles);
        await using var store = _files.Open();
        Assert.Equal(3 * TracesEach, (await store.FindAsync(new(Service: "shop", Limit: 1_000))).Length);
    }

    [Fact]
    public async Task A_folder_that_a_process_uses_is_refused_and_so_is_one_that_does_not_exist()
    {
        await using (_files.Open()) Assert.Throws<StorageUnavailableException>(() => Check());
        var missing = new StorageSettings { Path = Path.Combine(_files.Folder.Path, "missing") };
        Assert.Throws<StorageUnavailableException>(() => StoreCheck.Run(missing, repairs: false));
        Assert.False(Directory.Exists(missing.Path));
    }

    private CheckResult Check(bool repairs = false) => StoreCheck.Run(_files.Folder.Settings, repairs);

    private async Task WriteAsync()
    {
        await using var store = _files.Open();
        for (var block = 0; block < 3; block++)
        {
            await store.PutAsync([.. Enumerable.Range((block * TracesEach) + 1, TracesEach).Select(n => Stored.Trace(n,
                Some.Span(1, 0, 0, n), Some.Span(2, 1, 0, n, service: n % 3 == 0 ? "third" : "other")))]);
        }
    }
}
