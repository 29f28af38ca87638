using System.Buffers;
using System.Runtime.CompilerServices;

namespace Tracing.Storage.Packing;

/// <summary>A Bloom filter: tells that a hash is not in a set, or that it may be. One answer in 250 is a false
/// positive. A stored format: never change it.</summary>
internal static class BloomFilter
{
    private const int BitsEach = 12;
    private const int Probes = 6;

    public static byte[] Write(FilterEntries entries)
    {
        var hashes = ArrayPool<ulong>.Shared.Rent(entries.Count);
        try
        {
            entries.CopyTo(hashes);
            return Write(hashes.AsSpan(0, entries.Count));
        }
        finally
        {
            ArrayPool<ulong>.Shared.Return(hashes);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static byte[] Write(ReadOnlySpan<ulong> hashes)
    {
        var bits = new byte[(hashes.Length * BitsEach / 8) + 1];
        var inverse = InverseOf(bits);
        foreach (var hash in hashes)
        {
            var step = StepOf(hash);
            // Until the sum wraps around, the rest of the next one is the sum of both rests.
            var (at, by) = (Rest(hash, bits.Length, inverse), Rest(step, bits.Length, inverse));
            var wraps = hash > ulong.MaxValue - ((Probes - 1) * step);
            for (var i = 0; ;)
            {
                bits[at / 8] |= (byte)(1 << (int)(at % 8));
                if (++i == Probes) break;
                at = wraps ? At(hash, i, bits.Length, inverse) : at + by;
                if (at >= (uint)bits.Length * 8) at -= (uint)bits.Length * 8;
            }
        }
        return bits;
    }

    public static bool MayHave(ReadOnlySpan<byte> bits, ulong hash) => MayHaveAll(bits, [hash]);

    public static bool MayHaveAll(ReadOnlySpan<byte> bits, ReadOnlySpan<ulong> hashes)
    {
        var inverse = InverseOf(bits);
        foreach (var hash in hashes)
        {
            for (var i = 0; i < Probes; i++)
            {
                var at = At(hash, i, bits.Length, inverse);
                if ((bits[(int)(at / 8)] & (1 << (int)(at % 8))) == 0) return false;
            }
        }
        return true;
    }

    private static uint At(ulong hash, int probe, int bytes, ulong inverse) =>
        Rest(hash + ((ulong)probe * StepOf(hash)), bytes, inverse);

    private static ulong StepOf(ulong hash) => (hash >> 32) | 1;

    // The number modulo the number of bits. Multiplying by the inverse is several times faster than dividing: the
    // quotient is too small by two at most.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Rest(ulong number, int bytes, ulong inverse)
    {
        var bits = (ulong)bytes * 8;
        var rest = number - (Math.BigMul(number, inverse, out _) * bits);
        while (rest >= bits) rest -= bits;
        return (uint)rest;
    }

    private static ulong InverseOf(ReadOnlySpan<byte> bits) => ulong.MaxValue / ((ulong)bits.Length * 8);
}
