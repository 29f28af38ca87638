namespace Tracing.Storage.Packing;

public class BloomFilterTests
{
    // Some of these sums wrap around while the bits of a hash are chosen.
    private static readonly ulong[] _hashes =
    [
        0, 1, uint.MaxValue, 1UL << 32, 1UL << 63, ulong.MaxValue, ulong.MaxValue - 1, ulong.MaxValue - uint.MaxValue,
        ulong.MaxValue - (2UL << 32), ulong.MaxValue - (5UL << 32), ulong.MaxValue - (5UL << 32) + 12_345,
    ];

    private static FilterEntries Entries(IEnumerable<ulong> hashes)
    {
        var entries = new FilterEntries();
        foreach (var hash in hashes) entries.Add(hash);
        return entries;
    }

    [Fact]
    public void Every_hash_of_a_set_is_found_in_its_filter()
    {
        var random = new Random(7);
        for (var count = 1; count < 2_000; count = (count * 2) + 1)
        {
            HashSet<ulong> set = [.. _hashes, .. Enumerable.Range(0, count).Select(_ => (ulong)random.NextInt64() * 3)];
            var filter = BloomFilter.Write(Entries(set));
            Assert.All(set, hash => Assert.True(BloomFilter.MayHave(filter, hash), $"{hash:x} of {set.Count}"));
        }
    }

    // The remainder is not computed by a division, and filters that are stored must stay readable.
    [Fact]
    public void The_bits_of_a_hash_are_the_remainders_of_its_sums()
    {
        var random = new Random(8);
        for (var count = 0; count < 3_000; count = (count * 2) + 1)
        {
            HashSet<ulong> set = [.. _hashes, .. Enumerable.Range(0, count).Select(_ => (ulong)random.NextInt64() * 3)];
            var expected = new byte[(set.Count * 12 / 8) + 1];
            foreach (var hash in set)
            {
                for (ulong probe = 0; probe < 6; probe++)
                {
                    var at = (hash + (probe * ((hash >> 32) | 1))) % ((ulong)expected.Length * 8);
                    expected[at / 8] |= (byte)(1 << (int)(at % 8));
                }
            }
            Assert.Equal(expected, BloomFilter.Write(Entries(set)));
        }
    }

    [Fact]
    public void Few_hashes_that_are_not_in_the_set_are_found()
    {
        var random = new Random(7);
        var filter = BloomFilter.Write(Entries(Enumerable.Range(0, 5_000).Select(_ => (ulong)random.NextInt64())));
        var wrong = Enumerable.Range(0, 10_000).Count(_ => BloomFilter.MayHave(filter, (ulong)random.NextInt64()));
        Assert.InRange(wrong, 0, 120);
    }
}
