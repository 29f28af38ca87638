using System.IO.Compression;

namespace Tracing.Storage.Packing;

/// <summary>Compressed bytes of a block, which are decompressed when they are needed.</summary>
/// <remarks>Any thread.</remarks>
/// <param name="length">The number of bytes when decompressed.</param>
internal sealed class PackedPart(int length, ReadOnlyMemory<byte> compressed)
{
    private readonly Lazy<byte[]> _bytes = new(() => Decompress(length, compressed.Span));

    public int Length => length;

    /// <exception cref="InvalidDataException">They cannot be decompressed.</exception>
    public byte[] Bytes => _bytes.Value;

    /// <exception cref="InvalidDataException">The bytes cannot be decompressed.</exception>
    public static byte[] Decompress(int length, ReadOnlySpan<byte> compressed)
    {
        var bytes = new byte[length];
        return BrotliDecoder.TryDecompress(compressed, bytes, out var written) && written == length
            ? bytes : throw new InvalidDataException("a block cannot be decompressed");
    }
}
