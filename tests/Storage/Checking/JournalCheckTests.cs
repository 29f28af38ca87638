using Tracing.Storage.Journaling;

namespace Tracing.Storage.Checking;

public sealed class JournalCheckTests : IDisposable
{
    private const int Batches = 20, Record = JournalFormat.RecordHeadBytes + 30;

    private readonly TemporaryFolder _folder = new();

    private string File1 => Path.Combine(_folder.Path, "journal", "0000000001.batches");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_journal_without_damage_is_good()
    {
        await WriteAsync();
        var result = JournalCheck.Run(_folder.Settings, repairs: false);
        Assert.Equal(Batches, result.Good);
        Assert.Empty(result.Faults);
        var none = new StorageSettings { Path = Path.Combine(_folder.Path, "none") };
        Assert.Equal(0, JournalCheck.Run(none, repairs: false).Good);
    }

    [Fact]
    public async Task A_damaged_record_is_found_and_a_repair_keeps_the_others_and_what_was_released()
    {
        await WriteAsync();
        var bytes = await File.ReadAllBytesAsync(File1);
        bytes[JournalFormat.SegmentHeadBytes + (4 * Record) + 40] ^= 1;
        await File.WriteAllBytesAsync(File1, bytes);
        var found = JournalCheck.Run(_folder.Settings, repairs: false);
        Assert.Equal(Batches - 1, found.Good);
        Assert.Contains("is damaged at byte", Assert.Single(found.Faults), StringComparison.Ordinal);
        Assert.False(found.IsGood);
        Assert.True(JournalCheck.Run(_folder.Settings, repairs: true).IsGood);
        Assert.Empty(JournalCheck.Run(_folder.Settings, repairs: false).Faults);
        await using var journal = BatchJournal.Open(_folder.Settings, tell: Assert.Fail);
        // Batch 5 was damaged, and 7 was released.
        Assert.Equal(Enumerable.Range(1, Batches).Where(number => number is not (5 or 7)),
            journal.Recovered.Select(number => (int)number));
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(File1)!, "*.damaged-*"));
    }

    private async Task WriteAsync()
    {
        await using var journal = BatchJournal.Open(_folder.Settings, tell: Assert.Fail);
        for (var i = 1; i <= Batches; i++) await journal.AppendAsync(Enumerable.Repeat((byte)i, 30).ToArray());
        journal.Release(7);
    }
}
