using System.Text;
using Tracing.Otlp.Proto;
using Tracing.Wire.Spans;
using F = Tracing.Otlp.OtlpFields;

namespace Tracing.Storage.Packing;

/// <summary>A Bloom filter over the attributes of a block: tells that no span has an attribute, or that one may have
/// it. About one block in 250 is a false positive.</summary>
internal static class TagFilter
{
    private const int BitsEach = 12;
    private const int Probes = 6;

    public static byte[] Write(ChunkTable chunks)
    {
        var hashes = new HashSet<ulong>();
        for (var i = 0; i < chunks.Count; i++)
            if (TryReadTag(chunks[i], out var tag))
                hashes.Add(HashOf(tag.Key, tag.Value.ToString()));
        var bits = new byte[(hashes.Count * BitsEach / 8) + 1];
        foreach (var hash in hashes)
        {
            for (var i = 0; i < Probes; i++)
            {
                var at = At(hash, i, bits.Length);
                bits[at / 8] |= (byte)(1 << (int)(at % 8));
            }
        }
        return bits;
    }

    public static bool MayHave(ReadOnlySpan<byte> bits, string key, string value)
    {
        if (bits.IsEmpty) return true;
        var hash = HashOf(key, value);
        for (var i = 0; i < Probes; i++)
        {
            var at = At(hash, i, bits.Length);
            if ((bits[(int)(at / 8)] & (1 << (int)(at % 8))) == 0) return false;
        }
        return true;
    }

    /// <summary>Reads a field of a span as an attribute; false: it is another field.</summary>
    public static bool TryReadTag(ReadOnlySpan<byte> field, out Tag tag)
    {
        tag = default;
        var reader = new ProtoReader(field);
        if (!reader.Next() || !reader.Is(F.Span.Attributes, ProtoWire.Bytes)) return false;
        tag = OtlpValueDecoder.Pair(reader.Content);
        return true;
    }

    private static ulong At(ulong hash, int probe, int bytes) =>
        (hash + ((ulong)probe * ((hash >> 32) | 1))) % ((ulong)bytes * 8);

    private static ulong HashOf(string key, string value) => ContentHash.Of(Encoding.UTF8.GetBytes(key + '\0' + value));
}
