using Tracing.Storage;

namespace Tracing.Sqlite.Files;

/// <summary>Folders and disks that change under a store: removed, replaced, read-only, full.</summary>
public sealed class StoreDiskTests : IDisposable
{
    private readonly StoreFixture _files = new();

    private string Data => Path.Combine(_files.Folder.Path, "data");

    private string Database => Path.Combine(Data, "traces.db");

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task An_empty_database_beside_a_log_with_content_is_told_and_both_are_kept()
    {
        await LeaveWalAsync();
        await File.WriteAllBytesAsync(Database, []);
        var wal = await File.ReadAllBytesAsync(Database + "-wal");
        Assert.NotEmpty(wal);
        await using var again = Open();
        Assert.Contains($"it is empty, but its write-ahead log has {wal.Length} bytes", Assert.Single(_files.Told),
            StringComparison.Ordinal);
        Assert.Equal(wal, await File.ReadAllBytesAsync(Assert.Single(Directory.GetFiles(Data, "*-wal"), file =>
            file.Contains("damaged", StringComparison.Ordinal))));
        await again.PutAsync([Stored.Trace(1)]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task A_removed_or_cut_log_is_told_with_the_number_of_traces_that_are_gone(int part)
    {
        await LeaveWalAsync();
        var wal = await File.ReadAllBytesAsync(Database + "-wal");
        if (part == 0) File.Delete(Database + "-wal");
        else await File.WriteAllBytesAsync(Database + "-wal", wal[..(wal.Length / part)]);
        await using var again = Open();
        var line = Assert.Single(_files.Told);
        Assert.Matches(@"has lost its last \d+ transactions, which stored \d+ new traces: its write-ahead log was "
            + "removed or cut", line);
        var lost = int.Parse(System.Text.RegularExpressions.Regex.Match(line, @"stored (\d+) new").Groups[1].Value,
            System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(20 - again.Counts.Traces, lost);
        Assert.InRange(lost, 1, 20);
    }

    [Fact]
    public async Task A_log_that_was_emptied_by_a_checkpoint_may_be_removed_without_a_word()
    {
        await LeaveWalAsync(isMoved: true);
        File.Delete(Database + "-wal");
        await using var again = Open();
        Assert.Empty(_files.Told);
        Assert.Equal(20, again.Counts.Traces);
    }

    [Fact]
    public async Task A_put_fails_when_the_folder_was_removed_and_succeeds_when_it_is_repeated()
    {
        await using (var store = Open())
        {
            await store.PutAsync([Stored.Trace(1)]);
            Directory.Delete(Data, recursive: true);
            await Assert.ThrowsAsync<StorageUnavailableException>(async () => await store.PutAsync([Stored.Trace(2)]));
            Assert.EndsWith("was removed or replaced while it was in use, and 1 traces with it; a new file begins",
                Assert.Single(_files.Told), StringComparison.Ordinal);
            await store.PutAsync([Stored.Trace(2)]);
            Assert.NotNull(await store.GetAsync(Some.Trace(2)));
        }
        await using var again = Open();
        Assert.NotNull(await again.GetAsync(Some.Trace(2)));
        Assert.Equal(1, again.Counts.Traces);
    }

    [Fact]
    public async Task A_store_whose_folder_cannot_be_created_again_stores_as_soon_as_it_can()
    {
        await using var store = Open();
        await store.PutAsync([Stored.Trace(1)]);
        Directory.Delete(Data, recursive: true);
        await File.WriteAllTextAsync(Data, "a file in the place of the folder");
        for (var i = 0; i < 3; i++)
        {
            await Assert.ThrowsAsync<StorageUnavailableException>(async () => await store.PutAsync([Stored.Trace(2)]));
            await Assert.ThrowsAsync<StorageUnavailableException>(async () => await store.GetAsync(Some.Trace(1)));
        }
        Assert.NotNull(store.Problem);
        Assert.Equal(2, _files.Told.Length);
        File.Delete(Data);
        await store.PutAsync([Stored.Trace(2)]);
        Assert.NotNull(await store.GetAsync(Some.Trace(2)));
        Assert.Null(store.Problem);
    }

    [Fact]
    public async Task What_a_removed_log_had_is_saved_into_the_database()
    {
        await using (var store = Open())
        {
            await store.PutAsync([Stored.Trace(1)]);
            File.Delete(Database + "-wal");
            await Assert.ThrowsAsync<StorageUnavailableException>(async () => await store.PutAsync([Stored.Trace(2)]));
            await store.PutAsync([Stored.Trace(2)]);
        }
        await using var again = Open();
        Assert.Equal(2, again.Counts.Traces);
        Assert.NotNull(await again.GetAsync(Some.Trace(1)));
    }

    [Fact]
    public async Task A_deleted_lock_file_lets_no_second_store_in()
    {
        await using (Open())
        {
            File.Delete(Path.Combine(Data, "traces.lock"));
            var refused = Assert.Throws<StorageUnavailableException>(Open);
            Assert.Contains("is in use by another process", refused.Message, StringComparison.Ordinal);
        }
        await using var again = Open();
    }

    [Fact]
    public async Task Folder_and_files_are_the_owners_alone_also_those_that_were_open_to_others()
    {
        if (OperatingSystem.IsWindows()) return;
        Directory.CreateDirectory(Data, (UnixFileMode)0b111_101_101);
        await using (var store = Open())
        {
            await store.PutAsync([Stored.Trace(1)]);
            AssertPrivate();
        }
        File.SetUnixFileMode(Database, (UnixFileMode)0b110_100_100);
        File.SetUnixFileMode(Data, (UnixFileMode)0b111_101_101);
        await using var again = Open();
        AssertPrivate();

        void AssertPrivate()
        {
            if (OperatingSystem.IsWindows()) return;
            Assert.Equal((UnixFileMode)0b111_000_000, File.GetUnixFileMode(Data));
            foreach (var file in Directory.GetFiles(Data))
                Assert.True(File.GetUnixFileMode(file) == (UnixFileMode)0b110_000_000, file);
        }
    }

    [SmallDiskFact]
    public async Task A_read_only_disk_is_called_read_only_and_not_in_use()
    {
        using var disk = new SmallDisk(2);
        await using (var store = _files.Open(disk.Settings)) await store.PutAsync([Stored.Trace(1)]);
        disk.MakeReadOnly();
        var refused = Assert.Throws<StorageUnavailableException>(() => _files.Open(disk.Settings));
        Assert.Equal($"traces cannot be kept in {disk.Settings.Path}: the disk is read-only; "
            + "--data chooses another folder", refused.Message);
    }

    [SmallDiskTheory]
    [InlineData(10, 7)]
    [InlineData(4, 2)]
    [InlineData(2, 1)]
    public async Task The_room_that_is_freed_on_a_full_disk_is_used_for_traces(int freedMegabytes, int usedMegabytes)
    {
        using var disk = new SmallDisk(24);
        var filler = disk.Fill(freedMegabytes);
        await using var store = _files.Open(disk.Settings);
        await FillAsync(store, from: 0);
        // A second time where a smaller transaction found room after the first.
        Assert.InRange(_files.Told.Length, 1, 2);
        Assert.All(_files.Told, line => Assert.EndsWith("cannot be written: the disk is full", line, StringComparison.Ordinal));
        Assert.NotNull(store.Problem);
        var before = store.Counts.Traces;
        File.Delete(filler);
        await FillAsync(store, from: 1_000_000);
        // About a kilobyte each.
        Assert.True(store.Counts.Traces - before >= usedMegabytes * 1_000,
            $"{store.Counts.Traces - before} traces: {string.Join('\n', _files.Told)}");
    }

    // Puts as the collector does: a put that failed is repeated a few times.
    private static async Task FillAsync(SqliteTraceStore store, int from)
    {
        for (var (number, failures) = (from, 0); failures < 8;)
        {
            try
            {
                await store.PutAsync([.. Enumerable.Range(number, 2_000).Select(n => Stored.Random(n, 1_000))]);
                (number, failures) = (number + 2_000, 0);
            }
            catch (StorageUnavailableException)
            {
                failures++;
            }
        }
    }

    // Leaves the files as kill -9 would: with a log, unless its content was moved into the database.
    private async Task LeaveWalAsync(bool isMoved = false)
    {
        var source = Path.Combine(_files.Folder.Path, "source");
        await using (var store = _files.Open(new StorageSettings { Path = source }))
        {
            for (var i = 1; i <= 20; i++) await store.PutAsync([Stored.Random(i, 3_000)]);
            if (isMoved) StoreFixture.Sql(Path.Combine(source, "traces.db"), "PRAGMA wal_checkpoint(TRUNCATE)");
            Directory.CreateDirectory(Data);
            var files = Directory.GetFiles(source).Where(file => !file.EndsWith(".lock", StringComparison.Ordinal));
            foreach (var file in files)
                File.Copy(file, Path.Combine(Data, Path.GetFileName(file)));
        }
        Directory.Delete(source, recursive: true);
    }

    private SqliteTraceStore Open() => _files.Open(new StorageSettings { Path = Data });
}
