namespace Tracing.Storage.Packing;

public class FilterEntriesTests
{
    [Fact]
    public void Each_different_hash_is_there_once_however_many_there_are()
    {
        var random = new Random(3);
        // Hashes with equal low bits, the hash zero, and more than the table has room for at first.
        ulong[] hashes =
        [
            .. Enumerable.Range(0, 500).Select(n => (ulong)n << 48),
            .. Enumerable.Range(0, 40_000).Select(_ => (ulong)random.NextInt64()), 0, 1, ulong.MaxValue,
        ];
        var entries = new FilterEntries();
        for (var round = 0; round < 2; round++)
        {
            var expected = new HashSet<ulong>();
            foreach (var hash in hashes.Concat(hashes)) Assert.Equal(expected.Add(hash), entries.Add(hash));
            var all = new ulong[entries.Count];
            entries.CopyTo(all);
            Assert.Equal(expected.Order(), all.Order());
            entries.Clear();
            Assert.Equal(0, entries.Count);
        }
    }
}
