using Tracing.Closing;
using Tracing.TailSampling;

namespace Tracing.Assembling;

/// <summary>Remembers kept traces after they closed, so that late spans join them and repeated spans are
/// recognised.</summary>
/// <remarks>The bounds are for spans and for bytes; the trace that closed first is forgotten first. Of a large trace
/// the number of its spans stays known. One owner.</remarks>
/// <param name="largeFrom">Number of spans from which a trace is large.</param>
/// <param name="maxBytes">Memory for all traces.</param>
internal sealed class ClosedTraces(
    int capacitySpans, long largeFrom, LargeTraces large, long maxBytes = long.MaxValue)
{
    // Of a trace: the entry, the ledger, and the room in the dictionary and the queue. Of a span: its ledger entry.
    private const int BytesPerTrace = 300, BytesPerSpan = 48;

    private readonly Dictionary<TraceId, Entry> _entries = [];
    private readonly Queue<TraceId> _byAge = new();
    private long _held;

    private long HeldBytes => _held * BytesPerSpan + (long)_entries.Count * BytesPerTrace;

    public Entry? Find(TraceId id) => _entries.GetValueOrDefault(id);

    public void Remember(Entry entry)
    {
        entry.Ledger.Trim();
        entry.HeldEntries = entry.Ledger.EntryCount;
        _entries.Add(entry.Id, entry);
        _byAge.Enqueue(entry.Id);
        _held += entry.HeldEntries;
        Trim();
    }

    /// <summary>Forgets a trace that takes no more spans; their number stays known.</summary>
    public void Forget(Entry entry)
    {
        if (!entry.IsHeld) return;
        // Its place in the order stays, and is skipped when its turn comes.
        _entries.Remove(entry.Id);
        Release(entry);
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
        while ((_held > capacitySpans || HeldBytes > maxBytes) && _byAge.TryDequeue(out var oldest))
            if (_entries.Remove(oldest, out var entry))
                Release(entry);
    }

    private void Release(Entry entry)
    {
        _held -= entry.HeldEntries;
        entry.IsHeld = false;
        if (entry.SpanCount < largeFrom) return;
        large.Remember(new LargeTraces.Entry(entry.Id, entry.SpanCount, entry.Ledger.Conflicts, entry.Decision)
        {
            Revision = entry.Revision,
            Truncated = entry.Truncated,
        });
    }

    /// <param name="earlier">Number of spans that the trace had when it was forgotten before.</param>
    internal sealed class Entry(
        TraceId id, TraceLedger ledger, long earlier, PartialReason reason, TraceDecision decision, int decisionNumber)
    {
        public TraceId Id { get; } = id;

        public TraceLedger Ledger { get; } = ledger;

        /// <summary>Number of spans that were taken into the trace so far.</summary>
        public long SpanCount => earlier + Ledger.SpanCount;

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
