namespace Tracing.Storage.Journaling;

/// <summary>One file of the journal, and how much of it is still needed. Owned by the journal's index.</summary>
internal sealed class Segment(long sequence, string path)
{
    public long Sequence { get; } = sequence;

    public string Path { get; } = path;

    public long Bytes { get; set; }

    /// <summary>Batches in it that are not released.</summary>
    public int Live { get; set; }

    /// <summary>What is behind the damage cannot be told: the file is kept beside when it is not needed any
    /// more.</summary>
    public bool IsDamaged { get; init; }
}
