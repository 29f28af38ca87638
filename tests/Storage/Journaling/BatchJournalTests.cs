namespace Tracing.Storage.Journaling;

public sealed class BatchJournalTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _told = [];

    private string Folder => Path.Combine(_folder.Path, "journal");

    private string[] Files => [.. Directory.GetFiles(Folder).Order()];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_was_appended_and_not_released_is_there_after_a_restart_byte_for_byte_in_its_order()
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
    public async Task Callers_that_come_at_once_are_all_written_and_each_reads_back_its_own()
    {
        await using var journal = Open(new StorageSettings { JournalSegmentBytes = 10_000 });
        var numbers = await Task.WhenAll(Enumerable.Range(1, 500)
            .Select(i => Task.Run(async () => (Number: (await journal.AppendAsync(Content(i)))!.Value, Content: i))));
        Assert.Equal(500, numbers.Distinct().Count());
        Assert.All(numbers, one => Assert.Equal(Content(one.Content), journal.Read(one.Number)!.Value.ToArray()));
        Assert.Equal(500, journal.Counts.Waiting);
    }

    [Fact]
    public async Task A_segment_goes_when_all_of_it_is_released_and_nothing_is_left_when_all_is()
    {
        await using (var journal = Open(new StorageSettings { JournalSegmentBytes = 300 }))
        {
            for (var i = 1; i <= 40; i++) await journal.AppendAsync(Content(i));
            var before = Files.Length;
            Assert.InRange(before, 10, 40);
            for (var i = 1; i <= 30; i++) journal.Release(i);
            // What goes goes after the write that says so.
            await UntilAsync(() => Files.Length <= before / 2);
            Assert.Equal(journal.Counts.Bytes, Files.Sum(file => new FileInfo(file).Length));
            for (var i = 31; i <= 41; i++) journal.Release(i);
        }
        Assert.Empty(Files);
    }

    [Fact]
    public async Task A_release_is_not_forgotten_while_an_older_segment_still_has_the_batch()
    {
        await using (var journal = Open(new StorageSettings { JournalSegmentBytes = 100 }))
        {
            // Each is a segment of its own; the first is not released and keeps all that come after it.
            for (var i = 1; i <= 10; i++) await journal.AppendAsync(Content(i));
            for (var i = 2; i <= 10; i++) journal.Release(i);
            await journal.AppendAsync(Content(11));
        }
        await using var again = Open();
        Assert.Equal([1, 11], again.Recovered.Select(number => (int)number));
    }

    [Fact]
    public async Task Few_batches_that_wait_for_long_do_not_fill_the_journal()
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
    public async Task Over_its_bound_it_takes_nothing_until_something_is_released()
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
    public async Task Released_twice_or_never_there_is_nothing()
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
    public async Task A_journal_of_a_later_version_is_refused_in_one_line_and_not_touched()
    {
        await (await WrittenAsync(3)).DisposeAsync();
        var file = Files.Single();
        var bytes = await File.ReadAllBytesAsync(file);
        bytes[8] = 2;
        await File.WriteAllBytesAsync(file, bytes);
        var refused = Assert.Throws<StorageUnavailableException>(() => Open());
        Assert.Equal($"{file} has journal version 2, this program knows up to 1: run the newer program, or choose another folder",
            refused.Message);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(file));
    }

    [Fact]
    public async Task A_stranger_s_file_under_our_name_is_moved_aside_with_a_line_and_one_under_another_name_is_not_ours()
    {
        Directory.CreateDirectory(Folder);
        await File.WriteAllTextAsync(Path.Combine(Folder, "0000000007.batches"), "something else altogether, of anybody");
        await File.WriteAllTextAsync(Path.Combine(Folder, "notes.batches"), "not ours");
        await using var journal = Open();
        Assert.Equal(1, await journal.AppendAsync(Content(1)));
        Assert.Contains("0000000007.batches is damaged (it is no journal's segment); it was moved to ", Assert.Single(_told));
        Assert.Equal(1, Files.Count(file => file.Contains(".batches.damaged-", StringComparison.Ordinal)));
        Assert.Contains(Path.Combine(Folder, "notes.batches"), Files);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_said_in_one_line_and_what_comes_is_refused_until_it_can()
    {
        var blocked = Path.Combine(_folder.Path, "journal");
        await File.WriteAllTextAsync(blocked, "a file where the folder should be");
        var refused = Assert.Throws<StorageUnavailableException>(() => Open());
        Assert.StartsWith($"batches cannot be kept in {blocked}: ", refused.Message);
        Assert.DoesNotContain('\n', refused.Message);
    }

    [Fact]
    public async Task A_write_that_fails_is_told_once_and_the_journal_goes_on_when_it_can_again()
    {
        await using var journal = Open(new StorageSettings { JournalSegmentBytes = 1 });
        Assert.NotNull(await journal.AppendAsync(Content(1)));
        // The next segment cannot be begun.
        Directory.CreateDirectory(Path.Combine(Folder, "0000000002.batches"));
        await Assert.ThrowsAsync<StorageUnavailableException>(async () => await journal.AppendAsync(Content(2)));
        Assert.Single(_told);
        Assert.NotNull(await journal.AppendAsync(Content(3)));
        Assert.Equal(2, journal.Counts.Waiting);
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
