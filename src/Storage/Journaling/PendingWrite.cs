namespace Tracing.Storage.Journaling;

/// <summary>The batches and releases that go to the disk with one write, with the task of their callers.</summary>
internal sealed class PendingWrite
{
    public List<(long Number, ReadOnlyMemory<byte> Content)> Batches { get; } = [];

    public List<long> Released { get; } = [];

    public long Bytes { get; set; }

    /// <summary>True: it is written even without a batch.</summary>
    public bool IsDue { get; set; }

    /// <summary>True: a record without meaning is written, to find out whether the disk takes it.</summary>
    public bool IsProbe { get; set; }

    public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
