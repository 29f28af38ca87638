namespace Tracing.Reporting;

/// <summary>Everything that a reporter holds for one shard. Owned by the reporter's state.</summary>
/// <remarks>Each shard has its own credit, so that a shard that is slow or away does not hold up the others.</remarks>
internal sealed class ReporterLane(int shard)
{
    public int Shard { get; } = shard;

    /// <summary>The incarnation that answered last; null before the first answer.</summary>
    public long? Incarnation { get; set; }

    /// <summary>Batches on their way.</summary>
    public int Sent { get; set; }

    /// <summary>All held batches of this shard; those in <see cref="Waiting"/> have no number yet and are not in
    /// it.</summary>
    public HashSet<ReporterBatch> Held { get; } = [];

    /// <summary>Batches to send, the oldest first. A batch that was answered meanwhile is skipped.</summary>
    public PriorityQueue<ReporterBatch, long> Due { get; } = new();

    /// <summary>Spans that wait for credit; when there is credit, they are joined into larger batches.</summary>
    public Queue<WaitingBatch> Waiting { get; } = new();

    /// <summary>The number of the empty batch that asks whether the shard is there; 0: nothing is asked.</summary>
    public long Question { get; set; }

    /// <summary>The time when the question was sent last; null: it is still to be sent.</summary>
    public DateTimeOffset? AskedAt { get; set; }

    public bool IsAsking => Question != 0;

    /// <summary>The lane is in the list of lanes that may have something to send.</summary>
    public bool IsListed { get; set; }
}
