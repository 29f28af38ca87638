namespace Tracing.Storage.Journaling;

/// <summary>Segments damaged by a crash, a power cut or a bad disk: the good batches before the damage are
/// read.</summary>
public sealed class TornJournalTests : IDisposable
{
    private const string Name = "0000000001.batches";

    // Five batches of 20 bytes each, and the release of the first.
    private const int Record = JournalFormat.RecordHeadBytes + 20;

    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _told = [];

    private string File => Path.Combine(_folder.Path, "journal", Name);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_segment_cut_off_at_any_byte_gives_the_whole_batches_before_it_and_one_line()
    {
        var whole = await WriteAsync();
        for (var length = 0; length < whole.Length; length++)
        {
            var batches = Batches(length);
            var isReleased = length == whole.Length;
            var found = await ReadAsync(whole[..length]);
            Assert.True(Enumerable.Range(1, batches).Where(number => number != 1 || !isReleased).SequenceEqual(found), $"cut at {length}");
            var isBetween = length >= JournalFormat.SegmentHeadBytes && Boundaries().Contains(length);
            Assert.Equal(isBetween ? 0 : 1, _told.Count);
            if (!isBetween)
                Assert.Matches(@"journal.0000000001\.batches ends within a batch at byte \d+ of \d+; the \d batches before it are good$", _told[0]);
        }
        Assert.Equal([2, 3, 4, 5], await ReadAsync(whole));
        Assert.Empty(_told);
    }

    [Fact]
    public async Task A_segment_with_any_byte_changed_gives_the_good_batches_before_it_and_never_a_changed_one()
    {
        var whole = await WriteAsync();
        for (var at = JournalFormat.SegmentHeadBytes; at < whole.Length; at++)
        {
            var changed = whole.ToArray();
            changed[at] ^= 0x55;
            var good = Batches(at);
            Assert.True(Enumerable.Range(1, good).SequenceEqual(await ReadAsync(changed)), $"changed at {at}");
            Assert.Single(_told);
        }
    }

    [Fact]
    public async Task A_damaged_segment_is_kept_under_another_name_when_its_good_batches_are_released()
    {
        var changed = await WriteAsync();
        changed[JournalFormat.SegmentHeadBytes + (3 * Record)] ^= 0x55;
        await System.IO.File.WriteAllBytesAsync(File, changed);
        await using (var journal = Open())
        {
            Assert.Equal([1, 2, 3], journal.Recovered.AsEnumerable());
            foreach (var number in journal.Recovered) journal.Release(number);
        }
        Assert.Equal(changed, await System.IO.File.ReadAllBytesAsync(Assert.Single(Directory.GetFiles(Path.GetDirectoryName(File)!))));
    }

    [Fact]
    public async Task A_torn_tail_does_not_affect_batches_that_are_written_after_the_restart()
    {
        var whole = await WriteAsync();
        await System.IO.File.WriteAllBytesAsync(File, [.. whole, .. whole.AsSpan(20, 30)]);
        await using (var journal = Open()) Assert.Equal(6, await journal.AppendAsync(Content(6)));
        _told.Clear();
        await using var again = Open();
        Assert.Equal([2, 3, 4, 5, 6], again.Recovered.AsEnumerable());
        Assert.Equal(Content(6), again.Read(6)!.Value.ToArray());
    }

    private static int Batches(int bytes) => Math.Clamp((bytes - JournalFormat.SegmentHeadBytes) / Record, 0, 5);

    private static IEnumerable<int> Boundaries() =>
        Enumerable.Range(0, 6).Select(i => JournalFormat.SegmentHeadBytes + (i * Record));

    private static byte[] Content(int number) => [.. Enumerable.Repeat((byte)number, 20)];

    private async Task<byte[]> WriteAsync()
    {
        await using (var journal = Open())
        {
            for (var i = 1; i <= 5; i++) await journal.AppendAsync(Content(i));
            journal.Release(1);
        }
        Assert.Empty(_told);
        return await System.IO.File.ReadAllBytesAsync(File);
    }

    private async Task<IEnumerable<int>> ReadAsync(byte[] segment)
    {
        _told.Clear();
        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(File)!)) System.IO.File.Delete(file);
        await System.IO.File.WriteAllBytesAsync(File, segment);
        await using var journal = Open();
        foreach (var number in journal.Recovered) Assert.Equal(Content((int)number), journal.Read(number)!.Value.ToArray());
        return journal.Recovered.Select(number => (int)number);
    }

    private BatchJournal Open() => BatchJournal.Open(new StorageSettings { Path = _folder.Path }, tell: _told.Add);
}
