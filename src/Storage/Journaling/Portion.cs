namespace Tracing.Storage.Journaling;

/// <summary>What goes to the disk with one write.</summary>
internal sealed class Portion
{
    public List<(long Number, ReadOnlyMemory<byte> Content)> Batches { get; } = [];

    public List<long> Released { get; } = [];

    public long Bytes { get; set; }

    /// <summary>Goes even without a batch.</summary>
    public bool IsDue { get; set; }

    public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
