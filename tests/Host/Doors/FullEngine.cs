using Tracing.Collecting;
using Tracing.Contracts;
using Tracing.Wire.Spans;

namespace Tracing.Hosting.Doors;

/// <summary>An engine that takes nothing.</summary>
internal sealed class FullEngine(bool isFailing) : ICollectorEngine
{
    public SpanRecorder Recorder { get; } = new();

    public CollectorCounts Counts => new CollectorState(Assembling.AssemblerSettings.Default).Counts;

    public ValueTask<bool> TakeAsync(SpanBatch batch, CancellationToken stopping = default) =>
        isFailing ? throw new InvalidOperationException("its actor system is gone") : new(false);

    public ValueTask<bool> TakeAsync(SpanBatch batch, IBatchHolder holder, CancellationToken stopping = default) =>
        TakeAsync(batch, stopping);

    public ValueTask DrainAsync(CancellationToken stopping = default) => default;

    public ValueTask DisposeAsync() => default;
}
