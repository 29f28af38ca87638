using System.Buffers.Binary;
using System.Collections;

namespace Tracing.Storage.Packing;

/// <summary>A set of entries of a block as bytes: empty for all of them, else a list or one bit for each, whichever is
/// shorter. A stored format: kinds are added, never changed.</summary>
internal static class Members
{
    // The later kinds end with a checksum of two bytes, because damage would hide traces from searches. No kind becomes
    // another one by a single changed bit.
    private const byte OldList = 0, OldBits = 1, List = 6, Bits = 10;

    private const int SumBytes = 2;

    /// <summary>A set that <see cref="Read"/> refuses.</summary>
    public static byte[] Unreadable { get; } = [byte.MaxValue];

    /// <param name="entries">Ascending.</param>
    /// <param name="of">Number of entries in the block.</param>
    public static byte[] Write(List<int> entries, int of)
    {
        if (entries.Count == of) return [];
        var to = new ByteSink(16);
        if (entries.Count < of / 8)
        {
            to.Byte(List);
            var last = 0;
            foreach (var entry in entries)
            {
                to.Varint((ulong)(entry - last));
                last = entry;
            }
            return WithSum(to);
        }
        to.Byte(Bits);
        var bits = to.Reserve((of + 7) / 8);
        bits.Clear();
        foreach (var entry in entries) bits[entry / 8] |= (byte)(1 << (entry % 8));
        return WithSum(to);
    }

    /// <summary>Sets the bits of the entries in the set; others stay as they are.</summary>
    /// <exception cref="InvalidDataException">The bytes are damaged.</exception>
    public static void Read(ReadOnlySpan<byte> bytes, BitArray into)
    {
        if (bytes.IsEmpty)
        {
            into.SetAll(true);
            return;
        }
        var kind = bytes[0];
        if (kind is List or Bits) bytes = WithoutSum(bytes);
        var from = new ByteSource(bytes[1..]);
        switch (kind)
        {
            case OldList or List: ReadList(ref from, into); break;
            case OldBits or Bits: ReadBits(from.Raw((into.Length + 7) / 8), into); break;
            default: throw new InvalidDataException("a set of members has an unknown kind");
        }
    }

    private static byte[] WithSum(ByteSink to)
    {
        var sum = (ushort)Checksum.Of(to.Written);
        BinaryPrimitives.WriteUInt16LittleEndian(to.Reserve(SumBytes), sum);
        return to.ToArray();
    }

    private static ReadOnlySpan<byte> WithoutSum(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length <= SumBytes
            || BinaryPrimitives.ReadUInt16LittleEndian(bytes[^SumBytes..]) != (ushort)Checksum.Of(bytes[..^SumBytes]))
            throw new InvalidDataException("a set of members is not what was written");
        return bytes[..^SumBytes];
    }

    private static void ReadList(ref ByteSource from, BitArray into)
    {
        var at = 0;
        while (!from.IsAtEnd)
        {
            at += from.Int();
            if ((uint)at >= (uint)into.Length) throw new InvalidDataException("a list of members is too long");
            into[at] = true;
        }
    }

    private static void ReadBits(ReadOnlySpan<byte> bits, BitArray into)
    {
        for (var i = 0; i < into.Length; i++)
            if ((bits[i / 8] & (1 << (i % 8))) != 0)
                into[i] = true;
    }
}
