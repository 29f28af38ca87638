using Tracing.Wire.Spans;

namespace Tracing.Contracts;

/// <summary>Takes batches from doors: a collector, or a journal in front of it. Any thread.</summary>
public interface IBatchIntake
{
    /// <summary>Takes a batch, and completes when its sender may be answered.</summary>
    /// <returns>False when there is no room: nothing was taken, and the sender may try again later.</returns>
    ValueTask<bool> TakeAsync(SpanBatch batch, CancellationToken stopping = default);
}
