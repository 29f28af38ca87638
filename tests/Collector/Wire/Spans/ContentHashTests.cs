using System.Numerics;

namespace Tracing.Wire.Spans;

public class ContentHashTests
{
    // Filters, checksums and label rows on disk have these hashes, so no change of the code may change one.
    [Fact]
    public void Bytes_of_any_length_have_the_hash_that_is_stored()
    {
        var bytes = Enumerable.Range(0, 70).Select(static n => (byte)(n * 151 + 7)).ToArray();
        for (var from = 0; from < 9; from++)
            for (var end = from; end <= bytes.Length; end++)
                Assert.Equal(OneByOne(bytes[from..end]), ContentHash.Of(bytes.AsSpan(from..end)));
    }

    // A repeated span is recognised by this hash alone, so any changed bit, and any cut, must change it.
    [Fact]
    public void The_hash_of_a_span_differs_when_any_bit_or_the_length_does()
    {
        var bytes = Enumerable.Range(0, 150).Select(static n => (byte)(n * 151 + 7)).ToArray();
        var seen = new HashSet<ulong>();
        for (var length = 0; length <= bytes.Length; length++)
            Assert.True(seen.Add(ContentHash.OfSpan(bytes.AsSpan(..length))), $"the first {length} bytes");
        for (var bit = 0; bit < 8 * bytes.Length; bit++)
        {
            var changed = bytes.ToArray();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.True(seen.Add(ContentHash.OfSpan(changed)), $"bit {bit}");
        }
    }

    [Fact]
    public void The_hash_of_a_span_does_not_depend_on_where_its_bytes_are()
    {
        var bytes = Enumerable.Range(0, 150).Select(static n => (byte)(n * 151 + 7)).ToArray();
        for (var at = 0; at < 40; at++)
            Assert.Equal(ContentHash.OfSpan(bytes), ContentHash.OfSpan(new byte[at].Concat(bytes).ToArray().AsSpan(at)));
    }

    // The definition: words of eight bytes, little-endian, the last one with zeros after its bytes.
    private static ulong OneByOne(byte[] bytes)
    {
        var hash = 0xD6E8FEB86659FD93 ^ (ulong)bytes.Length;
        for (var at = 0; at <= bytes.Length / 8; at++)
        {
            ulong word = 0;
            for (var i = 0; i < 8 && (at * 8) + i < bytes.Length; i++) word |= (ulong)bytes[(at * 8) + i] << (8 * i);
            hash = Fold(hash ^ word);
        }
        return hash;
    }

    private static ulong Fold(ulong value)
    {
        const ulong Mix = 0x9E3779B97F4A7C15;
        var product = (UInt128)(value ^ Mix) * (BitOperations.RotateLeft(Mix, 23) | 1);
        return (ulong)(product >> 64) ^ (ulong)product ^ value;
    }
}
