namespace Tracing.Storage.Journaling;

/// <summary>The bytes on disk stay what they are: a later program reads what this one left behind.</summary>
public sealed class JournalFormatTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    // Written by version 1, and never again: batches 1 to 3 of the bytes 1, 2 2 and 3 3 3, then 2 is released.
    private static readonly string _golden =
        Path.Combine(AppContext.BaseDirectory, "Journaling", "Golden", "version-1.bin");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_version_1_wrote_is_read()
    {
        var journal = Path.Combine(_folder.Path, "journal");
        Directory.CreateDirectory(journal);
        File.Copy(_golden, Path.Combine(journal, "0000000001.batches"));
        await using var read = BatchJournal.Open(_folder.Settings, tell: Assert.Fail);
        Assert.Equal([1, 3], read.Recovered.AsEnumerable());
        Assert.Equal([1], read.Read(1)!.Value.ToArray());
        Assert.Equal([3, 3, 3], read.Read(3)!.Value.ToArray());
    }

    [Fact]
    public async Task What_is_written_is_what_version_1_wrote()
    {
        await using (var journal = BatchJournal.Open(_folder.Settings, tell: Assert.Fail))
        {
            for (var i = 1; i <= 3; i++) await journal.AppendAsync(Enumerable.Repeat((byte)i, i).ToArray());
            journal.Release(2);
        }
        Assert.Equal(await File.ReadAllBytesAsync(_golden),
            await File.ReadAllBytesAsync(Path.Combine(_folder.Path, "journal", "0000000001.batches")));
    }

    [Fact]
    public async Task A_record_of_a_kind_that_came_later_is_passed_over()
    {
        var journal = Path.Combine(_folder.Path, "journal");
        Directory.CreateDirectory(journal);
        var head = new byte[JournalFormat.RecordHeadBytes];
        JournalFormat.WriteHead(head, 77, 5, [9, 9]);
        var golden = await File.ReadAllBytesAsync(_golden);
        const int Head = JournalFormat.SegmentHeadBytes;
        await File.WriteAllBytesAsync(
            Path.Combine(journal, "0000000001.batches"), [.. golden[..Head], .. head, 9, 9, .. golden[Head..]]);
        await using var read = BatchJournal.Open(_folder.Settings, tell: Assert.Fail);
        Assert.Equal([1, 3], read.Recovered.AsEnumerable());
    }
}
