using Tracing.Closing;
using Tracing.TailSampling;

namespace Tracing.Assembling;

/// <summary>Remembers kept traces after they closed, so that late spans join them and repeated spans are
/// recognised.</summary>
/// <remarks>The bound counts spans, not traces; the trace that closed first is forgotten first. One owner.</remarks>
internal sealed class ClosedTraces(int capacitySpans)
{
    private readonly Dictionary<TraceId, Entry> _entries = [];
    private readonly Queue<TraceId> _byAge = new();
    private long _held;

    public Entry? Find(TraceId id) => _entries.GetValueOrDefault(id);

    public void Remember(TraceId id, TraceLedger ledger, PartialReason reason, TraceDecision decision, int decisionNumber)
    {
        _entries.Add(id, new Entry(id, ledger, reason, decision, decisionNumber) { HeldEntries = ledger.EntryCount });
        _byAge.Enqueue(id);
        _held += ledger.EntryCount;
        Trim();
    }

    /// <summary>Updates the weight of a trace to whose ledger late spans have added entries.</summary>
    public void Grew(Entry entry)
    {
        // The revision of another trace in the same batch may have made us forget this one; then it weighs nothing.
        if (!entry.IsHeld) return;
        _held += entry.Ledger.EntryCount - entry.HeldEntries;
        entry.HeldEntries = entry.Ledger.EntryCount;
        Trim();
    }

    private void Trim()
    {
        while (_held > capacitySpans && _byAge.TryDequeue(out var oldest))
        {
            _entries.Remove(oldest, out var entry);
            _held -= entry!.HeldEntries;
            entry.IsHeld = false;
        }
    }

    internal sealed class Entry(
        TraceId id, TraceLedger ledger, PartialReason reason, TraceDecision decision, int decisionNumber)
    {
        public TraceId Id { get; } = id;

        public TraceLedger Ledger { get; } = ledger;

        public PartialReason Reason { get; } = reason;

        public TraceDecision Decision { get; } = decision;

        /// <summary>The sampler's number for the policy and reason of the decision.</summary>
        public int DecisionNumber { get; } = decisionNumber;

        public int Revision { get; set; }

        /// <summary>Number of spans left out because the trace is full.</summary>
        public long Truncated { get; set; }

        public int HeldEntries { get; set; }

        public bool IsHeld { get; set; } = true;
    }
}
