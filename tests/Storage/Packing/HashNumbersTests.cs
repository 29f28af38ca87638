namespace Tracing.Storage.Packing;

public class HashNumbersTests
{
    [Fact]
    public void Each_hash_keeps_its_first_number_however_many_there_are()
    {
        var random = new Random(3);
        // Hashes with equal low bits, the hash zero, and more than the table has room for at first.
        ulong[] hashes =
        [
            .. Enumerable.Range(0, 500).Select(n => (ulong)n << 48),
            .. Enumerable.Range(0, 20_000).Select(_ => (ulong)random.NextInt64()), 1, ulong.MaxValue,
        ];
        var numbers = new HashNumbers();
        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i < hashes.Length; i++) Assert.Equal(i, numbers.FindOrAdd(hashes[i], i));
            for (var i = 0; i < hashes.Length; i++) Assert.Equal(i, numbers.FindOrAdd(hashes[i], -1));
            numbers.Clear();
        }
    }
}
