using System.Runtime.CompilerServices;

namespace Tracing.Storage.Packing;

/// <summary>Numbers by hash. One owner; reusable after <see cref="Clear"/>.</summary>
/// <remarks>Hashes are spread evenly, so their low bits say where in the table they are. A general dictionary spends
/// several times as long on each of them.</remarks>
internal sealed class HashNumbers
{
    private const int LeastSlots = 8 * 1024;

    // The number plus one; zero: the slot is empty.
    private (ulong Hash, int Next)[] _slots = new (ulong, int)[LeastSlots];
    private int _count;

    public void Clear()
    {
        Array.Clear(_slots);
        _count = 0;
    }

    /// <summary>Finds the number of a hash, and adds it if there is none.</summary>
    /// <returns>The number that the hash had before; else <paramref name="number"/>.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int FindOrAdd(ulong hash, int number)
    {
        var slots = _slots;
        for (var at = (int)hash & (slots.Length - 1); ; at = (at + 1) & (slots.Length - 1))
        {
            ref var slot = ref slots[at];
            if (slot.Next == 0)
            {
                slot = (hash, number + 1);
                if (++_count > slots.Length / 2) Grow();
                return number;
            }
            if (slot.Hash == hash) return slot.Next - 1;
        }
    }

    private void Grow()
    {
        var full = _slots;
        _slots = new (ulong, int)[full.Length * 2];
        _count = 0;
        foreach (var (hash, next) in full)
            if (next != 0)
                FindOrAdd(hash, next - 1);
    }
}
