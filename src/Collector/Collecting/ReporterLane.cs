namespace Tracing.Collecting;

/// <summary>What a reporter holds for one shard. Owned by the reporter's state.</summary>
/// <remarks>Each shard has credit of its own: one that is slow, or away, lets the others pass.</remarks>
internal sealed class ReporterLane(int shard)
{
    public int Shard { get; } = shard;

    /// <summary>That answered last; null before the first answer.</summary>
    public long? Incarnation { get; set; }

    /// <summary>Batches on their way.</summary>
    public int Sent { get; set; }

    /// <summary>All that is held for this shard and has a number.</summary>
    public HashSet<HeldBatch> Held { get; } = [];

    /// <summary>To be sent, the oldest first; what got an answer meanwhile is passed over.</summary>
    public PriorityQueue<HeldBatch, long> Due { get; } = new();

    /// <summary>Waits for credit, and is put together into larger batches then.</summary>
    public Queue<WaitingBatch> Waiting { get; } = new();

    /// <summary>Stands in the list of lanes that may have something to send.</summary>
    public bool IsListed { get; set; }
}
