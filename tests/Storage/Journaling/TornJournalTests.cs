using System.Buffers.Binary;

namespace Tracing.Storage.Journaling;

/// <summary>Segments damaged by a crash, a power cut or a bad disk: all batches that are good are read.</summary>
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
    public async Task A_segment_with_any_byte_changed_gives_all_batches_except_the_changed_one()
    {
        var whole = await WriteAsync();
        for (var at = JournalFormat.SegmentHeadBytes; at < whole.Length; at++)
        {
            var changed = whole.ToArray();
            changed[at] ^= 0x55;
            var lost = ((at - JournalFormat.SegmentHeadBytes) / Record) + 1;
            // The last record is the release of batch 1.
            var expected = Enumerable.Range(1, 5).Where(number => number != lost && (number != 1 || lost == 6));
            Assert.True(expected.SequenceEqual(await ReadAsync(changed)), $"changed at {at}");
            Assert.Matches(@"is damaged at byte \d+ of \d+; \d batches of it are good$", Assert.Single(_told));
        }
    }

    [Fact]
    public async Task A_segment_from_which_bytes_are_missing_gives_all_batches_except_the_cut_one()
    {
        var whole = await WriteAsync();
        const int Third = JournalFormat.SegmentHeadBytes + (2 * Record);
        for (var missing = 1; missing < Record; missing++)
        {
            byte[] cut = [.. whole[..Third], .. whole[(Third + missing)..]];
            Assert.True(((int[])[2, 4, 5]).SequenceEqual(await ReadAsync(cut)), $"{missing} bytes are missing");
            Assert.Single(_told);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(int.MaxValue)]
    [InlineData(-1)]
    [InlineData(1_000_000)]
    public async Task A_damaged_length_hides_only_its_own_batch_among_600(int length)
    {
        const int Batches = 600, Bad = 60;
        await using (var journal = Open())
            for (var i = 1; i <= Batches; i++) await journal.AppendAsync(Content(i % 200));
        var bytes = await System.IO.File.ReadAllBytesAsync(File);
        BinaryPrimitives.WriteInt32LittleEndian(
            bytes.AsSpan(JournalFormat.SegmentHeadBytes + ((Bad - 1) * Record)), length);
        await System.IO.File.WriteAllBytesAsync(File, bytes);
        await using var again = Open();
        Assert.Equal(Enumerable.Range(1, Batches).Where(number => number != Bad),
            again.Recovered.Select(number => (int)number));
        Assert.EndsWith("599 batches of it are good", Assert.Single(_told), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_batch_that_contains_a_copy_of_another_segment_adds_no_records_when_it_is_damaged()
    {
        var other = await WriteAsync();
        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(File)!)) System.IO.File.Delete(file);
        await using (var journal = Open())
        {
            await journal.AppendAsync(Content(1));
            await journal.AppendAsync(other);
            await journal.AppendAsync(Content(3));
        }
        var bytes = await System.IO.File.ReadAllBytesAsync(File);
        bytes[JournalFormat.SegmentHeadBytes + Record] ^= 0x55;
        Assert.Equal([1, 3], await ReadAsync(bytes));
    }

    [Fact]
    public async Task A_damaged_segment_is_kept_under_another_name_when_its_good_batches_are_released()
    {
        var changed = await WriteAsync();
        changed[JournalFormat.SegmentHeadBytes + (3 * Record)] ^= 0x55;
        await System.IO.File.WriteAllBytesAsync(File, changed);
        await using (var journal = Open())
        {
            Assert.Equal([2, 3, 5], journal.Recovered.AsEnumerable());
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
