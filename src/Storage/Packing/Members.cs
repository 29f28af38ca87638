using System.Collections;

namespace Tracing.Storage.Packing;

/// <summary>A set of entries of a block as bytes: empty for all of them, else a list or one bit for each, whichever is
/// shorter. A stored format: kinds are added, never changed.</summary>
internal static class Members
{
    private const byte List = 0, Bits = 1;

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
            return to.ToArray();
        }
        to.Byte(Bits);
        var bits = to.Reserve((of + 7) / 8);
        bits.Clear();
        foreach (var entry in entries) bits[entry / 8] |= (byte)(1 << (entry % 8));
        return to.ToArray();
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
        var from = new ByteSource(bytes);
        switch (from.Byte())
        {
            case List: ReadList(ref from, into); break;
            case Bits: ReadBits(from.Raw((into.Length + 7) / 8), into); break;
            default: throw new InvalidDataException("a set of members has an unknown kind");
        }
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
