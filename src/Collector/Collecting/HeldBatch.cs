using System.Collections.Immutable;
using Tracing.Wire;

namespace Tracing.Collecting;

/// <summary>A batch that a reporter holds until it is stored. Owned by the reporter's state.</summary>
/// <param name="tickets">Of those who asked to hear that it is taken.</param>
internal sealed class HeldBatch(
    BatchId id, ReporterLane lane, SpanBatch batch, long bytes, ImmutableArray<long> tickets)
{
    public BatchId Id { get; } = id;

    public ReporterLane Lane { get; } = lane;

    public SpanBatch Batch { get; } = batch;

    public long Bytes { get; } = bytes;

    public ImmutableArray<long> Tickets { get; set; } = tickets;

    public DateTimeOffset SentAt { get; set; }

    public HeldStage Stage { get; set; } = HeldStage.Due;

    public bool WasSent { get; set; }

    /// <summary>The incarnation that said that it took the batch.</summary>
    public long TakenBy { get; set; }
}
