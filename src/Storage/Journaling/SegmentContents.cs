namespace Tracing.Storage.Journaling;

/// <summary>The contents of a segment: all records that are as they were written.</summary>
internal sealed record SegmentContents
{
    /// <summary>For each batch: its number, the position of its content in the file, and the length.</summary>
    public List<(long Number, long At, int Length)> Batches { get; } = [];

    /// <summary>Numbers of released batches, in this segment or an earlier one.</summary>
    public List<long> Released { get; } = [];

    /// <summary>The parts of the file that are not as they were written: a damaged record, or all bytes up to the next
    /// good one.</summary>
    public List<(long From, long To)> Damages { get; } = [];

    /// <summary>The position of the record within which the file ends, because the process or machine ended during a
    /// write; null: it ends with a whole record.</summary>
    public long? TornAt { get; set; }

    /// <summary>Returns the fault of the segment as the end of a sentence; null: it has none.</summary>
    /// <param name="bytes">The length of the file.</param>
    public string? Describe(long bytes) => (Damages.Count, TornAt) switch
    {
        (0, null) => null,
        (0, { } torn) =>
            $"ends within a batch at byte {torn} of {bytes}; the {Batches.Count} batches before it are good",
        (var count, _) => $"is damaged at byte {Damages[0].From} of {bytes}"
            + (count > 1 ? $" and at {count - 1} more places" : "") + $"; {Batches.Count} batches of it are good",
    };
}
