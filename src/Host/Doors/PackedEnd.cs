using System.Buffers.Binary;

namespace Tracing.Hosting.Doors;

/// <summary>Tells whether a packed body ended where it should: .NET's streams take the end of the bytes for the end of
/// the content.</summary>
/// <remarks>One owner. It keeps the last eight bytes of the packed body: the checksum and the length of the last gzip
/// member (RFC 1952, section 2.3.1), or the checksum of zlib (RFC 1950, section 2.2).</remarks>
internal sealed class PackedEnd
{
    private const int TrailerBytes = 8;

    /// <summary>Length of the shortest gzip body, whose content is empty.</summary>
    private const int LeastGzipBytes = 20;

    /// <summary>Length of the shortest zlib body, whose content is empty.</summary>
    private const int LeastZlibBytes = 8;

    private static readonly uint[] _crcTable = MakeCrcTable();

    private readonly byte[] _trailer = new byte[TrailerBytes];
    private int _count;
    private long _length;

    /// <summary>Notes packed bytes as they are read.</summary>
    public void Add(ReadOnlySpan<byte> packed)
    {
        _length += packed.Length;
        if (packed.Length >= TrailerBytes)
        {
            packed[^TrailerBytes..].CopyTo(_trailer);
            _count = TrailerBytes;
            return;
        }
        var kept = Math.Min(_count, TrailerBytes - packed.Length);
        _trailer.AsSpan(_count - kept, kept).CopyTo(_trailer);
        packed.CopyTo(_trailer.AsSpan(kept));
        _count = kept + packed.Length;
    }

    /// <param name="unpacked">All bytes that the stream of this packing returned.</param>
    /// <returns>False: the body was cut off.</returns>
    public bool IsWhole(Packing packing, ReadOnlySpan<byte> unpacked) => packing switch
    {
        Packing.Gzip => IsWholeGzip(unpacked),
        Packing.Deflate => _length >= LeastZlibBytes
            && Adler(unpacked) == BinaryPrimitives.ReadUInt32BigEndian(_trailer.AsSpan(4)),
        // The stream of zstd looks for the end by itself, once there is a beginning.
        _ => _length > 0,
    };

    private bool IsWholeGzip(ReadOnlySpan<byte> unpacked)
    {
        if (_length < LeastGzipBytes) return false;
        var length = BinaryPrimitives.ReadUInt32LittleEndian(_trailer.AsSpan(4));
        if (length > unpacked.Length) return false;
        // The checksum is computed only for bodies of several members, or whose length fits by accident: GZipStream
        // has compared the checksum of a whole member already.
        return (length == unpacked.Length && length > 0)
            || Crc(unpacked[^(int)length..]) == BinaryPrimitives.ReadUInt32LittleEndian(_trailer);
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var next in bytes) crc = _crcTable[(byte)(crc ^ next)] ^ (crc >> 8);
        return ~crc;
    }

    private static uint Adler(ReadOnlySpan<byte> bytes)
    {
        const uint Modulus = 65521;
        // The most bytes after which the sums still fit, as in zlib.
        const int Run = 5552;
        var (low, high) = (1u, 0u);
        while (!bytes.IsEmpty)
        {
            var run = bytes[..Math.Min(Run, bytes.Length)];
            foreach (var next in run) high += low += next;
            (low, high) = (low % Modulus, high % Modulus);
            bytes = bytes[run.Length..];
        }
        return (high << 16) | low;
    }

    private static uint[] MakeCrcTable()
    {
        const uint Polynomial = 0xEDB88320;
        var table = new uint[256];
        for (var i = 0u; i < table.Length; i++)
        {
            var value = i;
            for (var bit = 0; bit < 8; bit++) value = (value & 1) != 0 ? (value >> 1) ^ Polynomial : value >> 1;
            table[i] = value;
        }
        return table;
    }
}
