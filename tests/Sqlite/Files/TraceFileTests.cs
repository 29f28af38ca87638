using System.IO.Compression;
using Microsoft.Data.Sqlite;
using Tracing.Figures.OverTime;
using Tracing.Storage;

namespace Tracing.Sqlite.Files;

public sealed class TraceFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _told = [];

    public void Dispose() => _folder.Dispose();

    private SqliteTraceStore Open() => SqliteTraceStore.Open(_folder.Settings, new HandClock(), Tell);

    private void Tell(string line)
    {
        lock (_told) _told.Add(line);
    }

    private void Sql(string sql)
    {
        SQLitePCL.Batteries_V2.Init();
        using var connection = new SqliteConnection($"Data Source={_folder.Database};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Written in this file.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    // By SQLite's own setting, 4 MB.
    [Fact]
    public async Task The_log_may_become_16_MB_long_and_not_much_longer()
    {
        var longest = 0L;
        await using var store = Open();
        for (var number = 1; number <= 30; number++)
        {
            await store.PutAsync([Stored.Random(number, 1_000_000)]);
            longest = Math.Max(longest, new FileInfo(_folder.Database + "-wal").Length);
        }
        Assert.InRange(longest, 10 << 20, 24 << 20);
    }

    [Fact]
    public async Task Traces_are_there_after_the_store_was_closed_and_opened_again()
    {
        await using (var store = Open())
            await store.PutAsync([.. Enumerable.Range(1, 2_000).Select(n => Stored.Trace(n))]);
        await using var again = Open();
        Assert.Equal(2_000, again.Counts.Traces);
        foreach (var number in (int[])[1, 777, 2_000])
            Assert.Equal("span 1", Assert.Single((await again.GetAsync(Some.Trace(number)))!.Decode()).Span.Name);
        await again.PutAsync([Stored.Trace(2_001)]);
        Assert.Equal(2_001, (int)(await again.FindAsync(new()))[0].TraceId.Low);
        Assert.Empty(_told);
    }

    [Fact]
    public async Task A_file_of_a_newer_program_is_refused_in_one_line_and_not_changed()
    {
        await using (var store = Open()) await store.PutAsync([Stored.Trace(1)]);
        Sql("PRAGMA user_version = 99");
        var refused = Assert.Throws<StorageUnavailableException>(Open);
        Assert.Equal($"{_folder.Database} has schema 99, this program knows up to {Schema.Version}: "
            + "run the newer program, or choose another folder", refused.Message);
        Sql($"PRAGMA user_version = {Schema.Version}");
        await using var again = Open();
        Assert.Equal(1, again.Counts.Traces);
    }

    [Fact]
    public async Task A_file_of_version_1_is_upgraded_and_its_traces_are_found()
    {
        // Every other trace has the service, so that it is stored as bits, and each tenth one as a list.
        await using (var store = Open())
        {
            await store.PutAsync([.. Enumerable.Range(1, 400).Select(n => Stored.Trace(n,
                Some.Span(1, 0, 0, n, service: n % 20 == 0 ? "few" : n % 2 == 0 ? "even" : "odd")))]);
        }
        MakeVersion1();
        await using var again = Open();
        Assert.Equal(400, again.Counts.Traces);
        Assert.Equal(20, (await again.FindAsync(new(Service: "few", Limit: 1_000))).Length);
        Assert.Equal(180, (await again.FindAsync(new(Service: "even", Limit: 1_000))).Length);
        await again.PutAsync([Stored.Trace(401)]);
        Assert.NotNull(await again.GetAsync(Some.Trace(1)));
        Assert.Empty(_told);
    }

    [Fact]
    public async Task A_revised_trace_of_version_1_is_found_as_a_whole_and_late_spans_join_it()
    {
        await using (var store = Open())
        {
            await store.PutAsync([Stored.Trace(1, Some.Span(1, 0, 2)), Stored.Trace(2)]);
            await store.PutAsync([Stored.Trace(1, Some.Span(2, 1))]);
        }
        MakeVersion1();
        await using var again = Open();
        Assert.Equal(2, (await again.GetAsync(Some.Trace(1)))!.Raw.Length);
        await again.PutAsync([Stored.Trace(1, Some.Span(3, 1))]);
        Assert.Equal([2, 1], (await again.FindAsync(new())).Select(static trace => (int)trace.TraceId.Low));
        Assert.Equal(3, (await again.GetAsync(Some.Trace(1)))!.Raw.Length);
        Assert.Equal(2, again.Counts.Traces);
    }

    [Fact]
    public async Task A_file_of_version_3_is_upgraded_and_its_traces_are_found()
    {
        await using (var store = Open()) await store.PutAsync([Stored.Trace(1), Stored.Trace(2)]);
        MakeVersion3();
        await using var again = Open();
        await again.PutAsync([Stored.Trace(3)]);
        Assert.Equal([3, 2, 1], (await again.FindAsync(new())).Select(static trace => (int)trace.TraceId.Low));
        Assert.Empty(_told);
    }

    [Fact]
    public async Task A_file_of_version_4_is_upgraded_and_its_traces_are_found()
    {
        await using (var store = Open()) await store.PutAsync([Stored.Trace(1), Stored.Trace(2)]);
        MakeVersion4();
        await using var again = Open();
        await again.PutAsync([Stored.Trace(3)]);
        Assert.Equal([3, 2, 1], (await again.FindAsync(new())).Select(static trace => (int)trace.TraceId.Low));
        Assert.Empty(_told);
    }

    // Forty traces, late spans of the seventh, and one more, as the last release of version 5 wrote them.
    [Fact]
    public async Task A_file_that_was_written_by_version_5_is_upgraded_and_its_traces_are_found()
    {
        var packed = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Files/Golden/version-5.bin"));
        await using (var golden = new GZipStream(packed, CompressionMode.Decompress))
        await using (var file = File.Create(_folder.Database))
            await golden.CopyToAsync(file);
        await using var store = Open();
        Assert.Equal(41, store.Counts.Traces);
        await store.PutAsync([Stored.Trace(3, Some.Span(2, 1, 0, 3)), Stored.Trace(42)]);
        for (var n = 1; n <= 42; n++)
            Assert.Equal(n is 3 or 7 ? 2 : 1, (await store.GetAsync(Some.Trace(n)))!.Raw.Length);
        Assert.Equal(Enumerable.Range(1, 42).Reverse(),
            (await store.FindAsync(new(Limit: 100))).Select(static trace => (int)trace.TraceId.Low));
        Assert.Empty(_told);
    }

    [Fact]
    public async Task An_upgrade_that_fails_leaves_the_file_as_it_was()
    {
        await using (var store = Open()) await store.PutAsync([Stored.Trace(1)]);
        MakeVersion1();
        Sql("CREATE TABLE damaged(note TEXT)");
        var refused = Assert.Throws<StorageUnavailableException>(Open);
        Assert.StartsWith($"{_folder.Database} cannot be used: ", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
        Sql("DROP TABLE damaged");
        await using var again = Open();
        Assert.NotNull(await again.GetAsync(Some.Trace(1)));
    }

    [Fact]
    public async Task Figures_of_a_file_of_version_2_begin_with_its_upgrade_and_say_so()
    {
        await using (var store = Open()) await store.PutAsync([Stored.Trace(1)]);
        MakeVersion2();
        await using var again = Open();
        await again.PutAsync([Stored.Trace(2)]);
        var minute = FigureWindow.MinuteOf(Some.Time);
        var answer = await again.FiguresAsync(new FigureQuery(minute, minute + 5, 5, FigureGroups.None));
        Assert.Equal(1, Assert.Single(answer.Table.Rows).Cell.Weight);
        Assert.InRange(answer.SinceMinute, minute, FigureWindow.MinuteOf(DateTimeOffset.UtcNow) + 1);
        // A span of an old trace that comes again is not counted, and a late one is.
        await again.PutAsync([Stored.Trace(1, Some.Span(1), Some.Span(2, 1))]);
        answer = await again.FiguresAsync(new FigureQuery(minute, minute + 5, 5, FigureGroups.None));
        Assert.Equal(2, Assert.Single(answer.Table.Rows).Cell.Weight);
    }

    [Fact]
    public async Task Figures_are_there_after_the_store_was_opened_again_also_when_a_page_is_damaged()
    {
        var minute = FigureWindow.MinuteOf(Some.Time);
        var query = new FigureQuery(minute, minute + 60, 60, FigureGroups.Operation);
        await using (var store = Open())
        {
            await store.PutAsync([Stored.Trace(1, [.. Enumerable.Range(1, 4_000).Select(
                id => Some.Span(id, id == 1 ? 0 : 1, null, 1, $"op {id % 400}", startMillis: id * 800))])]);
            await store.PutAsync([Stored.Trace(2, Some.Span(1, 0, 0, 2, "alone"))]);
        }
        await using (var again = Open())
        {
            var answer = await again.FiguresAsync(query);
            Assert.Equal(4_001, answer.Table.Rows.Sum(row => row.Cell.Weight));
            Assert.False(answer.IsDamaged);
        }
        Sql("UPDATE figure_pages SET body = x'00' || body");
        await using var damaged = Open();
        var rest = await damaged.FiguresAsync(query);
        Assert.True(rest.IsDamaged);
        Assert.Equal(("alone", 1), Assert.Single(rest.Table.Rows.Select(row => (row.Series.Operation,
            row.Cell.Weight))));
    }

    // A closed store has all ids in their table, as earlier versions had.
    private void MakeVersion4() => Sql("""
        DELETE FROM totals WHERE name IN ('sequences', 'indexed');
        DROP INDEX block_headers;
        CREATE INDEX block_headers ON blocks(
            first, max_start, max_duration, min_start, min_duration, errors, kinds);
        PRAGMA user_version = 4;
        """);

    private void MakeVersion3()
    {
        MakeVersion4();
        Sql("""
            DROP INDEX block_headers;
            PRAGMA user_version = 3;
            """);
    }

    // Takes away what later versions have added.
    private void MakeVersion2()
    {
        MakeVersion3();
        Sql("""
            DROP TABLE figure_rows;
            DROP TABLE figure_pages;
            DELETE FROM totals WHERE name = 'figures_since';
            PRAGMA user_version = 2;
            """);
    }

    // Takes away what later versions have added.
    private void MakeVersion1()
    {
        MakeVersion2();
        Sql("""
            UPDATE postings SET members = CAST((CASE substr(members, 1, 1) WHEN x'06' THEN x'00' ELSE x'01' END)
                || substr(members, 2, length(members) - 3) AS BLOB) WHERE length(members) > 0;
            ALTER TABLE blocks DROP COLUMN list_sum;
            ALTER TABLE blocks DROP COLUMN head_sum;
            ALTER TABLE tag_filters DROP COLUMN sum;
            DROP TABLE damaged;
            DELETE FROM totals WHERE name <> 'traces';
            PRAGMA user_version = 1;
            """);
        File.Delete(Path.Combine(_folder.Path, "traces.mark"));
    }

    [Fact]
    public void A_database_of_another_program_is_refused_and_not_changed()
    {
        Sql("CREATE TABLE cooking(recipe TEXT); INSERT INTO cooking VALUES ('soup')");
        var refused = Assert.Throws<StorageUnavailableException>(Open);
        Assert.Equal($"{_folder.Database} is a database of another program", refused.Message);
        Sql("INSERT INTO cooking VALUES ('bread')");
        Assert.Empty(Directory.GetFiles(_folder.Path, "*.damaged-*"));
    }

    [Theory]
    [InlineData(0, 4096)]
    [InlineData(4096, 65536)]
    [InlineData(20_000, 40_000)]
    public async Task A_damaged_file_is_reported_and_moved_aside_and_a_new_one_is_created(int from, int to)
    {
        await using (var store = Open())
            await store.PutAsync([.. Enumerable.Range(1, 3_000).Select(n => Stored.Random(n, 60))]);
        var bytes = await File.ReadAllBytesAsync(_folder.Database);
        bytes.AsSpan(from, Math.Min(to, bytes.Length) - from).Fill(0xA5);
        await File.WriteAllBytesAsync(_folder.Database, bytes);

        await using var again = Open();
        var line = Assert.Single(_told);
        Assert.StartsWith($"{_folder.Database} is damaged (", line, StringComparison.Ordinal);
        var aside = Assert.Single(Directory.GetFiles(_folder.Path, "traces.db.damaged-????????T?????????"));
        Assert.Contains($"it was moved to {aside}, and a new file begins; ", line, StringComparison.Ordinal);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(aside));
        await again.PutAsync([Stored.Trace(1)]);
        Assert.NotNull(await again.GetAsync(Some.Trace(1)));
    }

    [Fact]
    public async Task A_folder_has_one_store_at_a_time()
    {
        await using (Open())
        {
            var refused = Assert.Throws<StorageUnavailableException>(Open);
            Assert.Equal(
                $"{_folder.Path} is in use by another process; --data chooses another folder", refused.Message);
        }
        await using var again = Open();
    }

    [Fact]
    public async Task Traces_put_by_many_callers_at_the_same_time_are_all_stored()
    {
        await using var store = Open();
        await Task.WhenAll(Enumerable.Range(1, 200).Select(n => store.PutAsync([Stored.Trace(n)]).AsTask()));
        Assert.Equal(200, store.Counts.Traces);
        Assert.Equal(200, (await store.FindAsync(new(Limit: 1_000))).Length);
    }
}
