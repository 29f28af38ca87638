namespace Tracing.Storage.Journaling;

/// <summary>Folders and disks that change under a journal: removed, read-only, full.</summary>
public sealed class JournalDiskTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _told = [];

    private string Journal => Path.Combine(_folder.Path, "journal");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("journal")]
    [InlineData("journal/0000000001.batches")]
    public async Task A_batch_is_refused_when_its_file_was_removed_and_the_next_one_is_written(string removed)
    {
        await using (var journal = Open())
        {
            Assert.NotNull(await journal.AppendAsync(Content(1)));
            Remove(Path.Combine(_folder.Path, removed));
            await Assert.ThrowsAsync<StorageUnavailableException>(async () => await journal.AppendAsync(Content(2)));
            Assert.Contains("cannot be written: the folder was removed", Assert.Single(_told),
                StringComparison.Ordinal);
            Assert.NotNull(journal.Problem);
            var number = (await journal.AppendAsync(Content(3)))!.Value;
            Assert.Null(journal.Problem);
            Assert.Equal(Content(3), journal.Read(number)!.Value.ToArray());
        }
        await using var again = Open();
        Assert.Equal([3], again.Recovered.AsEnumerable());
    }

    [Fact]
    public async Task A_file_that_was_replaced_by_another_one_takes_no_batch()
    {
        await using var journal = Open();
        await journal.AppendAsync(Content(1));
        var file = Path.Combine(Journal, "0000000001.batches");
        var bytes = await File.ReadAllBytesAsync(file);
        File.Delete(file);
        await File.WriteAllBytesAsync(file, bytes);
        await Assert.ThrowsAsync<StorageUnavailableException>(async () => await journal.AppendAsync(Content(2)));
    }

    [Fact]
    public async Task A_deleted_lock_file_lets_no_second_journal_in()
    {
        await using (Open())
        {
            File.Delete(Path.Combine(_folder.Path, "journal.lock"));
            var refused = Assert.Throws<StorageUnavailableException>(() => Open());
            Assert.Contains("is in use by another process", refused.Message, StringComparison.Ordinal);
        }
        await using var again = Open();
    }

    [Fact]
    public async Task Folder_and_files_are_the_owners_alone_also_those_that_were_open_to_others()
    {
        if (OperatingSystem.IsWindows()) return;
        const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var data = Path.Combine(_folder.Path, "data");
        Directory.CreateDirectory(data, (UnixFileMode)0b111_101_101);
        await using (var journal = Open(data)) await journal.AppendAsync(Content(1));
        var file = Path.Combine(data, "journal", "0000000001.batches");
        Assert.Equal(Owner, File.GetUnixFileMode(file));
        File.SetUnixFileMode(file, (UnixFileMode)0b110_100_100);
        File.SetUnixFileMode(data, (UnixFileMode)0b111_101_101);
        await using var again = Open(data);
        Assert.Equal(Owner, File.GetUnixFileMode(file));
        Assert.Equal(Owner, File.GetUnixFileMode(Path.Combine(data, "journal.lock")));
        Assert.Equal(Owner | UnixFileMode.UserExecute, File.GetUnixFileMode(data));
        Assert.Equal(Owner | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.Combine(data, "journal")));
    }

    [Fact]
    public async Task A_folder_with_other_files_keeps_its_rights()
    {
        if (OperatingSystem.IsWindows()) return;
        const UnixFileMode Open755 = (UnixFileMode)0b111_101_101;
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "letters.txt"), "not ours");
        File.SetUnixFileMode(_folder.Path, Open755);
        await using var journal = Open();
        Assert.Equal(Open755, File.GetUnixFileMode(_folder.Path));
    }

    [SmallDiskFact]
    public async Task A_read_only_disk_is_called_read_only_and_not_in_use()
    {
        using var disk = new SmallDisk(1);
        await using (var journal = Open(disk.Settings.Path)) await journal.AppendAsync(Content(1));
        disk.MakeReadOnly();
        var refused = Assert.Throws<StorageUnavailableException>(() => Open(disk.Settings.Path));
        Assert.Equal($"batches cannot be kept in {disk.Settings.Path}: the disk is read-only; "
            + "--data chooses another folder", refused.Message);
    }

    [SmallDiskFact]
    public async Task A_full_disk_is_told_once_and_batches_are_taken_again_by_themselves_when_there_is_room()
    {
        using var disk = new SmallDisk(4);
        await using var journal = Open(disk.Settings.Path);
        await journal.AppendAsync(Content(1));
        var filler = disk.FillUp();
        for (var i = 0; i < 50; i++)
        {
            await Assert.ThrowsAsync<StorageUnavailableException>(
                async () => await journal.AppendAsync(new byte[10_000]));
        }
        Assert.Contains("cannot be written: the disk is full", Assert.Single(_told), StringComparison.Ordinal);
        Assert.Equal(_told[0], journal.Problem);
        File.Delete(filler);
        // Nobody sends anything meanwhile.
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (journal.Problem is not null) await pause.WaitForNextTickAsync(deadline.Token);
        Assert.NotNull(await journal.AppendAsync(new byte[10_000]));
        Assert.Single(_told);
    }

    private static void Remove(string path)
    {
        if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
        else File.Delete(path);
    }

    private static byte[] Content(int number) => [.. Enumerable.Repeat((byte)number, 20)];

    private BatchJournal Open(string? path = null) =>
        BatchJournal.Open(new StorageSettings { Path = path ?? _folder.Path }, tell: line =>
        {
            lock (_told) _told.Add(line);
        });
}
