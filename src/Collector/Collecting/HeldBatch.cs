using System.Collections.Immutable;
using Tracing.Wire;

namespace Tracing.Collecting;

/// <summary>A batch that a reporter holds until it is stored. Owned by the reporter's state.</summary>
/// <param name="tickets">Of those who asked to hear what becomes of it.</param>
/// <param name="isKept">All of them hold it elsewhere, too.</param>
internal sealed class HeldBatch(
    BatchId id, ReporterLane lane, SpanBatch batch, long bytes, ImmutableArray<long> tickets, bool isKept)
{
    public BatchId Id { get; } = id;

    public ReporterLane Lane { get; } = lane;

    /// <summary>Empty when it is light.</summary>
    public SpanBatch Batch { get; private set; } = batch;

    public long Bytes { get; private set; } = bytes;

    public ImmutableArray<long> Tickets { get; } = tickets;

    public bool IsKept { get; } = isKept;

    /// <summary>Its spans are held elsewhere only: it cannot be sent again.</summary>
    public bool IsLight { get; private set; }

    /// <summary>Those with tickets have heard that it is taken.</summary>
    public bool IsAnswered { get; set; }

    public DateTimeOffset SentAt { get; set; }

    public HeldStage Stage { get; set; } = HeldStage.Due;

    public bool WasSent { get; set; }

    /// <summary>The incarnation that said that it took the batch.</summary>
    public long TakenBy { get; set; }

    /// <summary>Lets go of the spans, and of nothing else.</summary>
    /// <returns>Their bytes.</returns>
    public long Lighten()
    {
        var bytes = Bytes;
        (Batch, Bytes, IsLight) = (SpanBatch.Empty, 0, true);
        return bytes;
    }
}
