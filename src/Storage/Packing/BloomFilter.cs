namespace Tracing.Storage.Packing;

/// <summary>A Bloom filter: tells that a hash is not in a set, or that it may be. One answer in 250 is a false
/// positive. A stored format: never change it.</summary>
internal static class BloomFilter
{
    private const int BitsEach = 12;
    private const int Probes = 6;

    public static byte[] Write(HashSet<ulong> hashes)
    {
        var bits = new byte[(hashes.Count * BitsEach / 8) + 1];
        var inverse = InverseOf(bits);
        foreach (var hash in hashes)
        {
            for (var i = 0; i < Probes; i++)
            {
                var at = At(hash, i, bits.Length, inverse);
                bits[at / 8] |= (byte)(1 << (at % 8));
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
                if ((bits[at / 8] & (1 << (at % 8))) == 0) return false;
            }
        }
        return true;
    }

    // The number modulo the number of bits. Multiplying by the inverse is several times faster than dividing: the
    // quotient is too small by two at most.
    private static int At(ulong hash, int probe, int bytes, ulong inverse)
    {
        var number = hash + ((ulong)probe * ((hash >> 32) | 1));
        var bits = (ulong)bytes * 8;
        var rest = number - (Math.BigMul(number, inverse, out _) * bits);
        while (rest >= bits) rest -= bits;
        return (int)rest;
    }

    private static ulong InverseOf(ReadOnlySpan<byte> bits) => ulong.MaxValue / ((ulong)bits.Length * 8);
}
