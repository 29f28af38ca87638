namespace Tracing.Storage.Journaling;

/// <summary>The contents of a segment up to its end, or to the first record that is not as it was written.</summary>
internal sealed record SegmentContents
{
    /// <summary>For each batch: its number, the position of its content in the file, and the length.</summary>
    public List<(long Number, long At, int Length)> Batches { get; } = [];

    /// <summary>Numbers of released batches, in this segment or an earlier one.</summary>
    public List<long> Released { get; } = [];

    /// <summary>Bytes up to the end of the last good record.</summary>
    public long GoodBytes { get; set; }

    /// <summary>True: the file ends within a record, because the process or machine ended during a write.</summary>
    public bool IsTorn { get; init; }

    /// <summary>True: a record does not match its checksum, or has an impossible length or kind.</summary>
    public bool IsDamaged { get; init; }
}
