namespace Tracing.Sqlite.Reading;

/// <summary>The keys of new entries that wait for their rows in ids, with the sequence of each entry.</summary>
/// <remarks>Any thread; one writer. It may be ahead of what is committed, and behind it for a moment, so a reader
/// checks what it finds here in its own transaction. See RATIONALE "When does an id get its row?".</remarks>
internal sealed class WaitingIds
{
    private readonly Lock _lock = new();
    private readonly Dictionary<long, long> _sequences = [];

    public int Count
    {
        get
        {
            lock (_lock) return _sequences.Count;
        }
    }

    /// <summary>The sequence of the entry; null: no entry of this key waits.</summary>
    public long? Find(long key)
    {
        lock (_lock) return _sequences.TryGetValue(key, out var sequence) ? sequence : null;
    }

    public void Set(ReadOnlySpan<(long Key, long Sequence)> entries)
    {
        if (entries.IsEmpty) return;
        lock (_lock)
        {
            foreach (var (key, sequence) in entries) _sequences[key] = sequence;
        }
    }

    public void Remove(IEnumerable<long> keys)
    {
        lock (_lock)
        {
            foreach (var key in keys) _sequences.Remove(key);
        }
    }

    public void Clear()
    {
        lock (_lock) _sequences.Clear();
    }

    /// <summary>All keys, in order, and their sequences.</summary>
    public (long[] Keys, long[] Sequences) InOrder()
    {
        long[] keys, sequences;
        lock (_lock) (keys, sequences) = ([.. _sequences.Keys], [.. _sequences.Values]);
        Array.Sort(keys, sequences);
        return (keys, sequences);
    }
}
