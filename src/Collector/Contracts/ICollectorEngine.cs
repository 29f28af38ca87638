using Tracing.Wire.Spans;

namespace Tracing.Contracts;

/// <summary>A running collector: doors give it spans, and it gives closed traces to its sinks.</summary>
/// <remarks>Any thread. A batch is taken when the traces that it closed are in the sinks, unless somebody holds it until
/// they are. Disposing closes the traces that are still open as partial (shutdown), and puts them into the
/// sinks.</remarks>
public interface ICollectorEngine : IBatchIntake, IAsyncDisposable
{
    /// <summary>Records the spans of this process's own code.</summary>
    SpanRecorder Recorder { get; }

    /// <summary>Takes a batch that its sender holds, and completes when its spans are assembled, or, in a cluster and
    /// while many closed traces wait for the sinks, when those that it closed are in the sinks.</summary>
    /// <param name="holder">Is told when all of the batch is in the sinks, which may be before this completes.</param>
    /// <returns>False when the collector is too full: the sender may try again later.</returns>
    ValueTask<bool> TakeAsync(SpanBatch batch, IBatchHolder holder, CancellationToken stopping = default);

    /// <summary>Takes the spans that wait in the recorder, and completes when all closed traces are in the
    /// sinks.</summary>
    ValueTask DrainAsync(CancellationToken stopping = default);

    CollectorCounts Counts { get; }

    /// <summary>Returns copies of traces that are not in the sinks yet.</summary>
    /// <remarks>The collector answers between two batches. Where it has no time, what it does not tell is missing, and
    /// the answer says so.</remarks>
    ValueTask<UnstoredTraces> UnstoredAsync(UnstoredAsk ask, CancellationToken stopping = default) =>
        new(UnstoredTraces.None);

    /// <summary>Number of the cluster's shards that are on this node now; null for a collector without
    /// shards.</summary>
    int? ShardCount => null;

    /// <summary>Messages of other systems that this node refused to read; null for a collector without other
    /// nodes.</summary>
    long? RefusedMessages => null;
}
