using System.Globalization;

namespace Tracing.Storage.Journaling;

/// <summary>The folder of a journal: names its files, reads them at start, and removes them or moves damaged ones
/// aside.</summary>
internal sealed class JournalFolder(string path, TimeProvider time, Action<string> tell)
{
    private const string Ending = ".batches";

    public string Path { get; } = path;

    public string NameOf(long sequence) =>
        System.IO.Path.Combine(Path, sequence.ToString("D10", CultureInfo.InvariantCulture) + Ending);

    /// <summary>Creates the folder again, if it was removed.</summary>
    /// <exception cref="IOException">It cannot be created.</exception>
    public void Create() => PrivateFiles.CreateFolder(Path);

    /// <summary>Reads all segments into the index.</summary>
    /// <returns>The greatest batch number.</returns>
    /// <exception cref="StorageUnavailableException">The folder cannot be used, or a file is newer than this
    /// program.</exception>
    public long ReadInto(JournalIndex index)
    {
        try
        {
            PrivateFiles.CreateFolder(Path);
            var last = 0L;
            var released = new List<long>();
            foreach (var (sequence, file) in Files()) last = Math.Max(last, ReadInto(index, sequence, file, released));
            foreach (var number in released) index.Remove(number);
            return last;
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new StorageUnavailableException(
                $"batches cannot be kept in {Path}: {DiskFault.Describe(cause)}; --data chooses another folder", cause);
        }
    }

    /// <summary>Deletes a file that is not needed any more; a damaged one is kept under another name.</summary>
    public void Remove(Segment segment)
    {
        try
        {
            // The folder may have been removed with its files.
            if (!File.Exists(segment.Path)) return;
            if (segment.IsDamaged) MoveAside(segment.Path);
            else File.Delete(segment.Path);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            tell($"{segment.Path} is not needed any more and cannot be removed: {cause.Message}");
        }
    }

    /// <summary>Keeps a damaged file under another name.</summary>
    /// <returns>The new name.</returns>
    public string MoveAside(string file)
    {
        var stamp = time.GetUtcNow().ToString("yyyyMMdd'T'HHmmssfff", CultureInfo.InvariantCulture);
        var aside = $"{file}.damaged-{stamp}";
        File.Move(file, aside, overwrite: true);
        return aside;
    }

    /// <summary>The segments, oldest first.</summary>
    public IEnumerable<(long Sequence, string File)> Files() =>
        from file in Directory.GetFiles(Path, "*" + Ending)
        let name = System.IO.Path.GetFileNameWithoutExtension(file)
        where long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out _)
        let sequence = long.Parse(name, CultureInfo.InvariantCulture)
        orderby sequence
        select (sequence, file);

    private static long ReadInto(JournalIndex index, Segment segment, SegmentContents contents)
    {
        index.Add(segment);
        var last = 0L;
        foreach (var (number, at, length) in contents.Batches)
        {
            index.Put(number, new BatchLocation(segment, at, length));
            last = Math.Max(last, number);
        }
        return last;
    }

    private long ReadInto(JournalIndex index, long sequence, string file, List<long> released)
    {
        SegmentContents contents;
        try
        {
            contents = SegmentReader.Read(file);
        }
        catch (InvalidDataException cause)
        {
            tell($"{file} is damaged ({cause.Message}); it was moved to {MoveAside(file)}");
            return 0;
        }
        PrivateFiles.RestrictFile(file);
        var bytes = new FileInfo(file).Length;
        if (contents.Describe(bytes) is { } fault) tell($"{file} {fault}");
        released.AddRange(contents.Released);
        return ReadInto(
            index, new Segment(sequence, file) { Bytes = bytes, IsDamaged = contents.Damages.Count > 0 }, contents);
    }
}
