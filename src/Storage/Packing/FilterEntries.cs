namespace Tracing.Storage.Packing;

/// <summary>The different hashes of a block's filter. One owner; reusable after <see cref="Clear"/>.</summary>
/// <remarks>Hashes are spread evenly, so their low bits say where in the table they are. A general set spends several
/// times as long on each of them.</remarks>
internal sealed class FilterEntries
{
    private const int LeastSlots = 16 * 1024;

    private ulong[] _slots = new ulong[LeastSlots];
    private int _inSlots;
    private bool _hasZero;

    public int Count => _inSlots + (_hasZero ? 1 : 0);

    public void Clear()
    {
        Array.Clear(_slots);
        (_inSlots, _hasZero) = (0, false);
    }

    public void Add(ReadOnlySpan<ulong> hashes)
    {
        foreach (var hash in hashes) Add(hash);
    }

    /// <returns>False: the hash was there before.</returns>
    public bool Add(ulong hash)
    {
        // An empty slot has zero, so the hash that is zero has none.
        if (hash == 0) return !_hasZero && (_hasZero = true);
        var slots = _slots;
        for (var at = (int)hash & (slots.Length - 1); ; at = (at + 1) & (slots.Length - 1))
        {
            if (slots[at] == hash) return false;
            if (slots[at] != 0) continue;
            slots[at] = hash;
            if (++_inSlots > slots.Length / 4 * 3) Grow();
            return true;
        }
    }

    /// <summary>Copies the hashes, in no order.</summary>
    public void CopyTo(Span<ulong> to)
    {
        var at = 0;
        if (_hasZero) to[at++] = 0;
        foreach (var hash in _slots)
            if (hash != 0)
                to[at++] = hash;
    }

    private void Grow()
    {
        var full = _slots;
        _slots = new ulong[full.Length * 2];
        _inSlots = 0;
        foreach (var hash in full)
            if (hash != 0)
                Add(hash);
    }
}
