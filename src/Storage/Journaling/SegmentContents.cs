namespace Tracing.Storage.Journaling;

/// <summary>What was found in a segment, up to the first byte that is not as written.</summary>
internal sealed record SegmentContents
{
    /// <summary>Number, place of the content in the file, and its length.</summary>
    public List<(long Number, long At, int Length)> Batches { get; } = [];

    /// <summary>Numbers of batches, of this segment or an earlier one.</summary>
    public List<long> Released { get; } = [];

    /// <summary>Up to the end of the last good record.</summary>
    public long GoodBytes { get; set; }

    /// <summary>It ends within a record: so does whatever was being written when a process or a machine
    /// ended.</summary>
    public bool IsTorn { get; init; }

    /// <summary>A record is not what was written.</summary>
    public bool IsDamaged { get; init; }
}
