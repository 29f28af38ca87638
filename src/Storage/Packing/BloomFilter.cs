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
        foreach (var hash in hashes) Set(bits, hash);
        return bits;
    }

    public static bool MayHave(ReadOnlySpan<byte> bits, ulong hash)
    {
        for (var i = 0; i < Probes; i++)
        {
            var at = At(hash, i, bits.Length);
            if ((bits[(int)(at / 8)] & (1 << (int)(at % 8))) == 0) return false;
        }
        return true;
    }

    public static bool MayHaveAll(ReadOnlySpan<byte> bits, ReadOnlySpan<ulong> hashes)
    {
        foreach (var hash in hashes)
            if (!MayHave(bits, hash))
                return false;
        return true;
    }

    // The same bits as At gives, with fewer divisions, which would be most of the time: a block has thousands of hashes.
    private static void Set(Span<byte> bits, ulong hash)
    {
        var count = (ulong)bits.Length * 8;
        var step = (hash >> 32) | 1;
        var (at, by) = (hash % count, (uint)step % count);
        for (var i = 0; i < Probes; i++)
        {
            bits[(int)(at / 8)] |= (byte)(1 << (int)(at % 8));
            var next = hash + step;
            // Where the sum wraps around, its remainder is not the sum of the remainders.
            at = next < hash ? next % count : at + by;
            if (at >= count) at -= count;
            hash = next;
        }
    }

    private static ulong At(ulong hash, int probe, int bytes) =>
        (hash + ((ulong)probe * ((hash >> 32) | 1))) % ((ulong)bytes * 8);
}
