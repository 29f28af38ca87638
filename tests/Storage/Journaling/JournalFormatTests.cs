namespace Tracing.Storage.Journaling;

/// <summary>The format on disk is stable: a later version reads the files of an earlier one.</summary>
public sealed class JournalFormatTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    // Written once by each version: batches 1 to 3 with the bytes 1, 2 2 and 3 3 3, then the release of batch 2.
    private static string Golden(int version) =>
        Path.Combine(AppContext.BaseDirectory, "Journaling", "Golden", $"version-{version}.bin");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_file_of_each_version_is_read(int version)
    {
        var journal = Path.Combine(_folder.Path, "journal");
        Directory.CreateDirectory(journal);
        File.Copy(Golden(version), Path.Combine(journal, "0000000001.batches"));
        await using var read = BatchJournal.Open(_folder.Settings, tell: Assert.Fail);
        Assert.Equal([1, 3], read.Recovered.AsEnumerable());
        Assert.Equal([1], read.Read(1)!.Value.ToArray());
        Assert.Equal([3, 3, 3], read.Read(3)!.Value.ToArray());
    }

    [Fact]
    public async Task A_file_is_written_as_the_first_program_of_its_version_wrote_it()
    {
        await using (var journal = BatchJournal.Open(_folder.Settings with { JournalSalt = 77 }, tell: Assert.Fail))
        {
            for (var i = 1; i <= 3; i++) await journal.AppendAsync(Enumerable.Repeat((byte)i, i).ToArray());
            journal.Release(2);
        }
        Assert.Equal(await File.ReadAllBytesAsync(Golden(JournalFormat.Version)),
            await File.ReadAllBytesAsync(Path.Combine(_folder.Path, "journal", "0000000001.batches")));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_file_with_any_byte_of_name_or_version_changed_is_told_and_all_its_records_are_read(int version)
    {
        var journal = Path.Combine(_folder.Path, "journal");
        Directory.CreateDirectory(journal);
        var golden = await File.ReadAllBytesAsync(Golden(version));
        for (var at = 0; at < JournalFormat.SegmentNameBytes; at++)
        {
            foreach (var change in (byte[])[0x01, 0x03, 0x80, 0xff])
            {
                var changed = golden.ToArray();
                changed[at] ^= change;
                // Another version that is known: its checksums fail, and so do all records.
                if (at == 8 && changed[8] is > 0 and <= JournalFormat.Version) continue;
                foreach (var file in Directory.GetFiles(journal)) File.Delete(file);
                await File.WriteAllBytesAsync(Path.Combine(journal, "0000000001.batches"), changed);
                var told = new List<string>();
                await using (var read = BatchJournal.Open(_folder.Settings, tell: told.Add))
                {
                    Assert.Equal([1, 3], read.Recovered.AsEnumerable());
                    Assert.Equal([1], read.Read(1)!.Value.ToArray());
                    Assert.Equal([3, 3, 3], read.Read(3)!.Value.ToArray());
                    foreach (var number in read.Recovered) read.Release(number);
                }
                Assert.Matches(@" is damaged at byte 0 of \d+; 3 batches of it are good$", Assert.Single(told));
                // Not deleted, like each file that was damaged.
                Assert.Equal(changed, await File.ReadAllBytesAsync(Assert.Single(Directory.GetFiles(journal))));
            }
        }
    }

    [Fact]
    public async Task A_record_of_an_unknown_kind_is_skipped()
    {
        var journal = Path.Combine(_folder.Path, "journal");
        Directory.CreateDirectory(journal);
        var record = new byte[JournalFormat.RecordHeadBytes];
        var golden = await File.ReadAllBytesAsync(Golden(JournalFormat.Version));
        const int Head = JournalFormat.SegmentHeadBytes;
        JournalFormat.TryReadSegmentHead(golden.AsSpan(0, Head))!.Value.WriteHead(record, 77, 5, [9, 9]);
        await File.WriteAllBytesAsync(
            Path.Combine(journal, "0000000001.batches"), [.. golden[..Head], .. record, 9, 9, .. golden[Head..]]);
        await using var read = BatchJournal.Open(_folder.Settings, tell: Assert.Fail);
        Assert.Equal([1, 3], read.Recovered.AsEnumerable());
    }
}
