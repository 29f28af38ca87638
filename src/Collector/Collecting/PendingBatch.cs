using Tracing.Contracts;

namespace Tracing.Collecting;

/// <summary>A batch in a collector that has not been answered for the last time. Owned by the collector's
/// state.</summary>
internal sealed class PendingBatch(BatchId id, bool isHeld)
{
    public BatchId Id { get; } = id;

    /// <summary>Its sender holds it, and waits to hear that it is stored.</summary>
    public bool IsHeld { get; } = isHeld;

    public bool IsTaken { get; set; }

    /// <summary>Traces of its spans that were open when it came in, and are not stored yet; of a held batch
    /// only.</summary>
    public int OpenTraces { get; set; }
}
