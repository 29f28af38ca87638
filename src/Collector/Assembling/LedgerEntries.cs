using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Tracing.Assembling;

/// <summary>The entries of a ledger by span id: a plain list while they are few, with an index when they are many. One
/// owner.</summary>
/// <remarks>Most traces have fewer than twenty spans. For those, comparing the ids one by one is as fast as hashing and
/// takes half the memory.</remarks>
internal struct LedgerEntries
{
    private const int MaxUnindexed = 16;
    private const int FirstSize = 4;

    private LedgerEntry[]? _entries;
    private Dictionary<SpanId, int>? _index;

    public int Count { get; private set; }

    public readonly ReadOnlySpan<LedgerEntry> All => _entries.AsSpan(0, Count);

    /// <summary>Returns the index of an id's entry, or -1.</summary>
    public readonly int IndexOf(SpanId id)
    {
        if (_index is not null) return _index.TryGetValue(id, out var at) ? at : -1;
        var entries = All;
        for (var i = 0; i < entries.Length; i++)
            if (entries[i].Id == id)
                return i;
        return -1;
    }

    /// <summary>Returns the entry of an id, and adds it if there is none. The reference is valid until the next
    /// call.</summary>
    [UnscopedRef]
    public ref LedgerEntry Of(SpanId id)
    {
        if (_index is not null)
        {
            ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(_index, id, out var isKnown);
            if (isKnown) return ref _entries![known];
            known = Count;
            return ref Append(id);
        }
        var at = IndexOf(id);
        if (at >= 0) return ref _entries![at];
        if (Count < MaxUnindexed) return ref Append(id);
        _index = new Dictionary<SpanId, int>(2 * MaxUnindexed);
        for (var i = 0; i < Count; i++) _index.Add(_entries![i].Id, i);
        _index.Add(id, Count);
        return ref Append(id);
    }

    public void Trim()
    {
        if (_entries is not null && _index is null && Count > 0 && Count < _entries.Length)
            Array.Resize(ref _entries, Count);
    }

    [UnscopedRef]
    private ref LedgerEntry Append(SpanId id)
    {
        if (_entries is null) _entries = new LedgerEntry[FirstSize];
        else if (Count == _entries.Length) Array.Resize(ref _entries, Count * 2);
        _entries[Count].Id = id;
        return ref _entries[Count++];
    }
}
