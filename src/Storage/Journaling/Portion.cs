namespace Tracing.Storage.Journaling;

/// <summary>What goes to the disk with one write.</summary>
internal sealed class Portion
{
    public List<(long Number, ReadOnlyMemory<byte> Content)> Batches { get; } = [];

    public List<long> Released { get; } = [];

    public long Bytes { get; set; }

    public bool IsEmpty => Batches.Count == 0 && Released.Count == 0;

    public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
