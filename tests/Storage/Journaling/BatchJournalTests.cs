namespace Tracing.Storage.Journaling;

public sealed class BatchJournalTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _told = [];

    private string Folder => Path.Combine(_folder.Path, "journal");

    private string[] Files => [.. Directory.GetFiles(Folder).Order()];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Batches_that_were_not_released_are_there_after_a_restart_in_order_and_byte_for_byte()
    {
        await using (var journal = Open())
        {
            for (var i = 1; i <= 20; i++) Assert.Equal(i, await journal.AppendAsync(Content(i)));
            foreach (var number in (int[])[3, 1, 20]) journal.Release(number);
        }
        await using var again = Open();
        Assert.Equal([2, 4, .. Enumerable.Range(5, 15)], again.Recovered.Select(number => (int)number));
        foreach (var number in again.Recovered) Assert.Equal(Content((int)number), again.Read(number)!.Value.ToArray());
        Assert.Equal(21, await again.AppendAsync(Content(21)));
        Assert.Empty(_told);
    }

    [Fact]
    public async Task Batches_appended_at_the_same_time_are_all_written_and_each_caller_reads_back_its_own()
    {
        await using var journal = Open(new StorageSettings { JournalSegmentBytes = 10_000 });
        var numbers = await Task.WhenAll(Enumerable.Range(1, 500)
            .Select(i => Task.Run(async () => (Number: (await journal.AppendAsync(Content(i)))!.Value, Content: i))));
        Assert.Equal(500, numbers.Distinct().Count());
        Assert.All(numbers, one => Assert.Equal(Content(one.Content), journal.Read(one.Number)!.Value.ToArray()));
        Assert.Equal(500, journal.Counts.Waiting);
    }

    [Fact]
    public async Task A_segment_is_deleted_when_all_its_batches_are_released_and_no_file_is_left_at_the_end()
    {
        await using (var journal = Open(new StorageSettings { JournalSegmentBytes = 300 }))
        {
            for (var i = 1; i <= 40; i++) await journal.AppendAsync(Content(i));
            var before = Files.Length;
            Assert.InRange(before, 10, 40);
            for (var i = 1; i <= 30; i++) journal.Release(i);
            // Segments are deleted after the write of the releases, one by one.
            await UntilAsync(() => Files.Length <= before / 2 && journal.Counts.Bytes == BytesOf(Files));
            for (var i = 31; i <= 41; i++) journal.Release(i);
        }
        Assert.Empty(Files);
    }

    // A file that is deleted meanwhile counts no more.
    private static long BytesOf(IEnumerable<string> files) =>
        files.Select(file => new FileInfo(file)).Where(file => file.Exists).Sum(file => file.Length);

    [Fact]
    public async Task A_release_is_kept_while_an_older_segment_still_has_the_batch()
    {
        await using (var journal = Open(new StorageSettings { JournalSegmentBytes = 100 }))
        {
            // Each batch has a segment of its own; the first is not released and keeps all later segments.
            for (var i = 1; i <= 10; i++) await journal.AppendAsync(Content(i));
            for (var i = 2; i <= 10; i++) journal.Release(i);
            await journal.AppendAsync(Content(11));
        }
        await using var again = Open();
        Assert.Equal([1, 11], again.Recovered.Select(number => (int)number));
    }

    [Fact]
    public async Task A_batch_that_waits_long_does_not_fill_the_journal()
    {
        var settings = new StorageSettings { JournalSegmentBytes = 2_000, JournalMaxBytes = 20_000 };
        await using (var journal = Open(settings))
        {
            Assert.Equal(1, await journal.AppendAsync(Content(1)));
            for (var i = 2; i <= 2_000; i++)
            {
                var number = await journal.AppendAsync(Content(i));
                Assert.True(number is not null, $"full at {i}: {journal.Counts}");
                journal.Release(number.Value);
            }
            Assert.Equal(Content(1), journal.Read(1)!.Value.ToArray());
            Assert.InRange(journal.Counts.Bytes, 0, settings.JournalMaxBytes);
        }
        await using var again = Open(settings);
        Assert.Equal([1], again.Recovered.AsEnumerable());
        Assert.Equal(Content(1), again.Read(1)!.Value.ToArray());
    }

    [Fact]
    public async Task A_full_journal_refuses_batches_until_one_is_released()
    {
        await using var journal = Open(new StorageSettings { JournalSegmentBytes = 1_000, JournalMaxBytes = 5_000 });
        var numbers = new List<long>();
        while (await journal.AppendAsync(Content(7)) is { } number) numbers.Add(number);
        Assert.InRange(journal.Counts.Bytes, 4_000, 5_000);
        Assert.Equal(1, journal.Counts.Refused);
        foreach (var number in numbers) journal.Release(number);
        await UntilAsync(() => journal.Counts.Bytes < 2_000);
        Assert.NotNull(await journal.AppendAsync(Content(8)));
    }

    [Fact]
    public async Task Releasing_a_batch_twice_or_an_unknown_one_has_no_effect()
    {
        await using var journal = Open();
        var number = (await journal.AppendAsync(Content(1)))!.Value;
        journal.Release(number);
        journal.Release(number);
        journal.Release(99);
        Assert.Null(journal.Read(number));
        Assert.Equal(0, journal.Counts.Waiting);
    }

    [Fact]
    public async Task A_journal_of_a_later_version_is_refused_in_one_line_and_not_changed()
    {
        await (await WrittenAsync(3)).DisposeAsync();
        var file = Files.Single();
        var bytes = await File.ReadAllBytesAsync(file);
        MakeLater(bytes);
        await File.WriteAllBytesAsync(file, bytes);
        var refused = Assert.Throws<StorageUnavailableException>(() => Open());
        Assert.Equal($"{file} has journal version {JournalFormat.Version + 1}, "
            + $"this program knows up to {JournalFormat.Version}: "
            + "run the newer program, or choose another folder", refused.Message);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(file));
    }

    [Fact]
    public async Task A_foreign_file_with_the_name_of_a_segment_is_moved_aside_and_one_with_another_name_is_left_alone()
    {
        Directory.CreateDirectory(Folder);
        await File.WriteAllTextAsync(Path.Combine(Folder, "0000000007.batches"), "something else altogether, of anybody");
        await File.WriteAllTextAsync(Path.Combine(Folder, "notes.batches"), "not ours");
        await using var journal = Open();
        Assert.Equal(1, await journal.AppendAsync(Content(1)));
        Assert.Contains("0000000007.batches is damaged (it is not a segment of a journal); it was moved to ", Assert.Single(_told));
        Assert.Equal(1, Files.Count(file => file.Contains(".batches.damaged-", StringComparison.Ordinal)));
        Assert.Contains(Path.Combine(Folder, "notes.batches"), Files);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_created_is_refused_in_one_line()
    {
        var blocked = Path.Combine(_folder.Path, "journal");
        await File.WriteAllTextAsync(blocked, "a file where the folder should be");
        var refused = Assert.Throws<StorageUnavailableException>(() => Open());
        Assert.StartsWith($"batches cannot be kept in {_folder.Path}: ", refused.Message);
        Assert.DoesNotContain('\n', refused.Message);
    }

    [Fact]
    public async Task A_failed_write_is_reported_once_and_later_batches_are_written()
    {
        await using var journal = Open(new StorageSettings { JournalSegmentBytes = 1 });
        Assert.NotNull(await journal.AppendAsync(Content(1)));
        // The next segment cannot be created.
        Directory.CreateDirectory(Path.Combine(Folder, "0000000002.batches"));
        await Assert.ThrowsAsync<StorageUnavailableException>(async () => await journal.AppendAsync(Content(2)));
        Assert.Single(_told);
        Assert.NotNull(await journal.AppendAsync(Content(3)));
        Assert.Equal(2, journal.Counts.Waiting);
    }

    [Fact]
    public async Task A_folder_has_one_journal_at_a_time_even_without_a_store()
    {
        await using (Open())
        {
            var refused = Assert.Throws<StorageUnavailableException>(() => Open());
            Assert.Equal(
                $"{_folder.Path} is in use by another process; --data chooses another folder", refused.Message);
        }
        await using var again = Open();
    }

    [Fact]
    public async Task A_journal_that_cannot_be_opened_leaves_the_folder_free()
    {
        await (await WrittenAsync(3)).DisposeAsync();
        var file = Files.Single();
        var bytes = await File.ReadAllBytesAsync(file);
        byte[] later = [.. bytes];
        MakeLater(later);
        await File.WriteAllBytesAsync(file, later);
        Assert.Throws<StorageUnavailableException>(() => Open());
        await File.WriteAllBytesAsync(file, bytes);
        await using var again = Open();
        Assert.Equal(3, again.Recovered.Length);
    }

    // Records of another form, too: records of a known version would say that only the version's number is damaged.
    private static void MakeLater(byte[] segment)
    {
        segment[8] = JournalFormat.Version + 1;
        foreach (ref var one in segment.AsSpan(JournalFormat.SegmentHeadBytes)) one ^= 0xff;
    }

    private async Task<BatchJournal> WrittenAsync(int batches)
    {
        var journal = Open();
        for (var i = 1; i <= batches; i++) await journal.AppendAsync(Content(i));
        return journal;
    }

    private BatchJournal Open(StorageSettings? settings = null) =>
        BatchJournal.Open((settings ?? new StorageSettings()) with { Path = _folder.Path }, tell: _told.Add);

    private static async Task UntilAsync(Func<bool> isSo)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(2));
        while (!isSo()) await pause.WaitForNextTickAsync(deadline.Token);
    }

    private static byte[] Content(int number)
    {
        var content = new byte[50 + (number % 90)];
        new Random(number).NextBytes(content);
        return content;
    }
}
