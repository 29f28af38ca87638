namespace Tracing.Storage.Journaling;

/// <summary>A file of the journal, with the number of its batches that are still needed. Owned by the journal's
/// index.</summary>
internal sealed class Segment(long sequence, string path)
{
    public long Sequence { get; } = sequence;

    public string Path { get; } = path;

    public long Bytes { get; set; }

    /// <summary>Number of batches in this file that are not released.</summary>
    public int Live { get; set; }

    /// <summary>True: a part of the file could not be read, so it is moved aside instead of deleted.</summary>
    public bool IsDamaged { get; init; }
}
