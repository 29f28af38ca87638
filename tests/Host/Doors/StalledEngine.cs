using Tracing.Collecting;
using Tracing.Contracts;
using Tracing.Wire.Spans;

namespace Tracing.Hosting.Doors;

/// <summary>An engine that answers no batch until nobody waits for it.</summary>
internal sealed class StalledEngine : ICollectorEngine
{
    public SpanRecorder Recorder { get; } = new();

    public CollectorCounts Counts => new CollectorState(Assembling.AssemblerSettings.Default).Counts;

    public async ValueTask<bool> TakeAsync(SpanBatch batch, CancellationToken stopping = default)
    {
        // Not a pause: it ends when the caller gives up.
        await Task.Delay(Timeout.InfiniteTimeSpan, stopping);
        return false;
    }

    public ValueTask<bool> TakeAsync(SpanBatch batch, IBatchHolder holder, CancellationToken stopping = default) =>
        TakeAsync(batch, stopping);

    public ValueTask DrainAsync(CancellationToken stopping = default) => default;

    public ValueTask DisposeAsync() => default;
}
