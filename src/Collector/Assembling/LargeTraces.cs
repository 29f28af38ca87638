using Tracing.TailSampling;

namespace Tracing.Assembling;

/// <summary>Remembers how many spans large traces have, longer than their ledgers are kept. So the hard limit of a
/// trace holds even for a trace that takes more memory than all ledgers may.</summary>
/// <remarks>One owner. The trace that was remembered first is forgotten first.</remarks>
internal sealed class LargeTraces
{
    /// <summary>About 150 bytes each.</summary>
    private const int Capacity = 10_000;

    private readonly Dictionary<TraceId, Entry> _entries = [];
    private readonly Queue<TraceId> _byAge = new();

    public Entry? Find(TraceId id) => _entries.GetValueOrDefault(id);

    public void Remember(Entry entry)
    {
        if (!_entries.TryAdd(entry.Id, entry))
        {
            _entries[entry.Id] = entry;
            return;
        }
        _byAge.Enqueue(entry.Id);
        if (_entries.Count > Capacity) _entries.Remove(_byAge.Dequeue());
    }

    internal sealed class Entry(TraceId id, long spanCount, int conflicts, TraceDecision decision)
    {
        public TraceId Id { get; } = id;

        /// <summary>Number of spans that were taken into the trace so far.</summary>
        public long SpanCount { get; } = spanCount;

        public int Conflicts { get; } = conflicts;

        public TraceDecision Decision { get; } = decision;

        public int Revision { get; set; }

        /// <summary>Number of spans left out because the trace is full.</summary>
        public long Truncated { get; set; }

        /// <summary>True while spans were left out that no revision has reported.</summary>
        public bool IsUnreported { get; set; }
    }
}
