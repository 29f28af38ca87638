using System.Collections.Immutable;
using Tracing.Contracts;
using Tracing.Wire.Spans;

namespace Tracing.Reporting;

/// <summary>A batch that a reporter holds until it is stored. Owned by the reporter's state.</summary>
/// <param name="tickets">One for each caller who wants to hear what becomes of the batch.</param>
/// <param name="isInJournal">Every caller also holds the batch elsewhere, in a journal.</param>
internal sealed class ReporterBatch(
    BatchId id, ReporterLane lane, SpanBatch batch, long bytes, ImmutableArray<long> tickets, bool isInJournal)
{
    public BatchId Id { get; } = id;

    public ReporterLane Lane { get; } = lane;

    /// <summary>Empty once its spans are released.</summary>
    public SpanBatch Batch { get; private set; } = batch;

    public long Bytes { get; private set; } = bytes;

    public ImmutableArray<long> Tickets { get; } = tickets;

    public bool IsInJournal { get; } = isInJournal;

    /// <summary>Only the journal still has the spans, so the reporter cannot send the batch again.</summary>
    public bool SpansReleased { get; private set; }

    /// <summary>The holders of the tickets have been told that the batch is taken.</summary>
    public bool TakenWasTold { get; set; }

    public DateTimeOffset SentAt { get; set; }

    public BatchStage Stage { get; set; } = BatchStage.Due;

    public bool WasSent { get; set; }

    /// <summary>The incarnation that answered that it took the batch.</summary>
    public long TakenBy { get; set; }

    /// <summary>Drops the spans and keeps the rest.</summary>
    /// <returns>Bytes that became free.</returns>
    public long ReleaseSpans()
    {
        var bytes = Bytes;
        (Batch, Bytes, SpansReleased) = (SpanBatch.Empty, 0, true);
        return bytes;
    }
}
