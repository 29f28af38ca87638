using Tracing.Storage;
using Tracing.Storage.Checking;

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
