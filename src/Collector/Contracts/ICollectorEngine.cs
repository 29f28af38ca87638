using Tracing.Wire.Spans;

namespace Tracing.Contracts;

/// <summary>A running collector: the actors, or the embedded one. Doors put spans in; its sinks get the
/// traces.</summary>
/// <remarks>Any thread. A batch is taken when the traces that it closed are in the sinks. Disposing flushes: what is
/// still open is closed as partial (shutdown), and reaches the sinks.</remarks>
public interface ICollectorEngine : IBatchIntake, IAsyncDisposable
{
    /// <summary><c>akka</c> or <c>embedded</c>.</summary>
    string Name { get; }

    /// <summary>Records the spans of this process's own code.</summary>
    SpanRecorder Recorder { get; }

    /// <summary>Takes a batch that its sender holds; completes when the traces that it closed are in the
    /// sinks.</summary>
    /// <param name="holder">Hears later, or before this completes, that all of the batch is in the sinks.</param>
    /// <returns>False when the collector is too full to take it: come again later.</returns>
    ValueTask<bool> TakeAsync(SpanBatch batch, IBatchHolder holder, CancellationToken stopping = default);

    /// <summary>Hands over what the recorder holds, and completes when all that was closed is in the sinks.</summary>
    ValueTask DrainAsync(CancellationToken stopping = default);

    CollectorCounts Counts { get; }

    /// <summary>How many of a cluster's shards are here now; null: this collector is a whole one by itself.</summary>
    int? ShardCount => null;
}
