using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using Tracing.Storage.Journaling;

namespace Tracing.Storage.Checking;

/// <summary>Checks every record of a journal that no process uses.</summary>
public static class JournalCheck
{
    /// <param name="repairs">True: a damaged file is written again with its good records; the old one is kept under
    /// another name.</param>
    /// <exception cref="StorageUnavailableException">Another process has the folder, it cannot be read, or a file is
    /// newer than this program.</exception>
    public static CheckResult Run(StorageSettings settings, bool repairs, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var path = Path.Combine(settings.Folder, "journal");
        if (!Directory.Exists(path)) return new CheckResult("journal records", 0, [], []);
        using var folderLock = FolderLock.Acquire(settings.Folder, "journal.lock", "batches", "journal");
        var folder = new JournalFolder(path, time ?? TimeProvider.System, static _ => { });
        try
        {
            return Run(folder, repairs);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new StorageUnavailableException($"{path} cannot be checked: {DiskFault.Describe(cause)}", cause);
        }
    }

    private static CheckResult Run(JournalFolder folder, bool repairs)
    {
        var good = 0L;
        var faults = ImmutableArray.CreateBuilder<string>();
        var repaired = ImmutableArray.CreateBuilder<string>();
        foreach (var (sequence, file) in folder.Files().ToList())
        {
            try
            {
                var contents = SegmentReader.Read(file);
                good += contents.Batches.Count;
                if (contents.Describe(new FileInfo(file).Length) is not { } fault) continue;
                faults.Add($"{file} {fault}");
                if (repairs) repaired.Add(Rewrite(folder, sequence, file, contents));
            }
            catch (InvalidDataException cause)
            {
                faults.Add($"{file} is damaged: {cause.Message}");
                if (repairs) repaired.Add($"{file} was moved to {folder.MoveAside(file)}");
            }
        }
        return new CheckResult("journal records", good, faults.DrainToImmutable(), repaired.DrainToImmutable());
    }

    private static string Rewrite(JournalFolder folder, long sequence, string file, SegmentContents contents)
    {
        var unfinished = file + ".unfinished";
        File.Delete(unfinished);
        var salt = BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(sizeof(uint)));
        using (var writer = new SegmentWriter(sequence, unfinished, salt))
        {
            var batches = new List<(long, ReadOnlyMemory<byte>)>();
            foreach (var (number, at, length) in contents.Batches)
                if (SegmentReader.ReadContent(file, at, length) is { } content)
                    batches.Add((number, content));
            writer.Write(batches, contents.Released, flush: true);
        }
        var aside = folder.MoveAside(file);
        File.Move(unfinished, file);
        return string.Create(CultureInfo.InvariantCulture,
            $"{file} was written again with its {contents.Batches.Count} good batches; the old file is {aside}");
    }
}
