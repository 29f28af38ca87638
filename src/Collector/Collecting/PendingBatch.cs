using Tracing.Contracts;

namespace Tracing.Collecting;

/// <summary>A batch to which the collector has not given its last answer. Owned by the collector's state.</summary>
internal sealed class PendingBatch(BatchId id, bool isHeldBySender)
{
    public BatchId Id { get; } = id;

    /// <summary>The sender holds the batch until it hears that it is stored.</summary>
    public bool IsHeldBySender { get; } = isHeldBySender;

    /// <summary>The sender was told that the batch is taken.</summary>
    public bool IsAnswered { get; set; }

    /// <summary>The traces that the batch closed are stored.</summary>
    public bool IsPut { get; set; }

    /// <summary>Number of traces that were open after its spans were added and are not stored yet. Only counted for a
    /// batch that its sender holds.</summary>
    public int OpenTraces { get; set; }
}
