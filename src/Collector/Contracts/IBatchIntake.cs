using Tracing.Wire.Spans;

namespace Tracing.Contracts;

/// <summary>Where doors put what they took: a collector, or a journal in front of it. Any thread.</summary>
public interface IBatchIntake
{
    /// <summary>Takes a batch; completes when its sender may be answered.</summary>
    /// <returns>False when there is no room for it: come again later, nothing was taken.</returns>
    ValueTask<bool> TakeAsync(SpanBatch batch, CancellationToken stopping = default);
}
