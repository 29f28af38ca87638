using Tracing.Closing;
using Tracing.TailSampling;

namespace Tracing.Assembling;

/// <summary>Remembers closed traces that were kept, so that a late span joins its trace and a repeated one is
/// recognised.</summary>
/// <remarks>Bounded in spans, not in traces; the trace that closed longest ago is forgotten first. One owner.</remarks>
internal sealed class ClosedTraces(int capacitySpans)
{
    private readonly Dictionary<TraceId, Entry> _entries = [];
    private readonly Queue<TraceId> _byAge = new();
    private long _held;

    public Entry? Find(TraceId id) => _entries.GetValueOrDefault(id);

    public void Remember(TraceId id, TraceLedger ledger, PartialReason reason, TraceDecision decision, int rule)
    {
        _entries.Add(id, new Entry(id, ledger, reason, decision, rule) { HeldEntries = ledger.EntryCount });
        _byAge.Enqueue(id);
        _held += ledger.EntryCount;
        Trim();
    }

    /// <summary>Counts the entries that late spans added to a ledger.</summary>
    public void Grew(Entry entry)
    {
        // It may have been forgotten by the revision of another trace in the same batch; then it weighs nothing.
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
        TraceId id, TraceLedger ledger, PartialReason reason, TraceDecision decision, int rule)
    {
        public TraceId Id { get; } = id;

        public TraceLedger Ledger { get; } = ledger;

        public PartialReason Reason { get; } = reason;

        public TraceDecision Decision { get; } = decision;

        /// <summary>The sampler's number for the decision's policy and reason.</summary>
        public int Rule { get; } = rule;

        public int Revision { get; set; }

        /// <summary>Spans that came when the trace took no more.</summary>
        public long Truncated { get; set; }

        public int HeldEntries { get; set; }

        public bool IsHeld { get; set; } = true;
    }
}
