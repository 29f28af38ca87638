using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Tracing.Storage.Packing;

/// <summary>A set of small numbers, as bits: adding one that is there, as most are, costs a few instructions. One
/// owner.</summary>
/// <param name="bits">The numbers are below two to this power.</param>
internal sealed class GramSet(int bits) : IDisposable
{
    private const int WordBits = 64;

    private readonly ulong[] _words = RentCleared((1 << bits) / WordBits);

    public int Count { get; private set; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(int gram)
    {
        ref var word = ref _words[gram / WordBits];
        var bit = 1UL << gram;
        if ((word & bit) != 0) return;
        word |= bit;
        Count++;
    }

    /// <summary>The least number of the set that is not less than this one; -1: there is none.</summary>
    public int NextFrom(int least)
    {
        for (var at = least / WordBits; at < (1 << bits) / WordBits; at++)
        {
            var word = _words[at];
            if (at == least / WordBits) word &= ulong.MaxValue << least;
            if (word != 0) return (at * WordBits) + BitOperations.TrailingZeroCount(word);
        }
        return -1;
    }

    public void Dispose() => ArrayPool<ulong>.Shared.Return(_words);

    private static ulong[] RentCleared(int words)
    {
        var rented = ArrayPool<ulong>.Shared.Rent(words);
        rented.AsSpan(0, words).Clear();
        return rented;
    }
}
