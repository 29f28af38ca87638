using System.Buffers;
using System.Runtime.CompilerServices;

namespace Tracing.Storage.Packing;

/// <summary>A set of a few small numbers, as bits: adding one that is there, as most are, costs a few instructions. One
/// owner.</summary>
/// <param name="bits">The numbers are below two to this power.</param>
/// <param name="max">The most numbers that it has; beyond it only <see cref="IsFull"/> is told.</param>
internal sealed class GramSet(int bits, int max) : IDisposable
{
    private const int WordBits = 64;

    private readonly ulong[] _words = RentCleared((1 << bits) / WordBits);

    // Looking for the bits that are set would take longer than adding them did.
    private readonly int[] _numbers = ArrayPool<int>.Shared.Rent(max);
    private int _count;

    /// <summary>True: more numbers were added than it has room for.</summary>
    public bool IsFull => _count > max;

    /// <summary>The numbers, in the order in which they came; not of a full set.</summary>
    public ReadOnlySpan<int> Numbers => _numbers.AsSpan(0, _count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(int number)
    {
        ref var word = ref _words[(uint)number / WordBits];
        var bit = 1UL << number;
        if ((word & bit) == 0) AddNew(ref word, bit, number);
    }

    public void Dispose()
    {
        ArrayPool<ulong>.Shared.Return(_words);
        ArrayPool<int>.Shared.Return(_numbers);
    }

    private void AddNew(ref ulong word, ulong bit, int number)
    {
        if (IsFull) return;
        word |= bit;
        if (_count < max) _numbers[_count] = number;
        _count++;
    }

    private static ulong[] RentCleared(int words)
    {
        var rented = ArrayPool<ulong>.Shared.Rent(words);
        rented.AsSpan(0, words).Clear();
        return rented;
    }
}
