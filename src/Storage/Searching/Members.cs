using System.Collections;
using Tracing.Storage.Packing;

namespace Tracing.Storage.Searching;

/// <summary>Which entries of a block are meant, as bytes: nothing for all of them, else a list or a bit for each,
/// whichever is shorter. Stored: add kinds, never change one.</summary>
internal static class Members
{
    private const byte List = 0, Bits = 1;

    /// <param name="entries">Ascending.</param>
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

    /// <summary>Sets the bits of the entries that are meant.</summary>
    /// <exception cref="InvalidDataException">Damaged.</exception>
    public static void Read(ReadOnlySpan<byte> bytes, BitArray into)
    {
        if (bytes.IsEmpty)
        {
            into.SetAll(true);
            return;
        }
        var from = new ByteSource(bytes);
        if (from.Byte() == List)
        {
            var at = 0;
            while (!from.IsAtEnd)
            {
                at += from.Int();
                if ((uint)at >= (uint)into.Length) throw new InvalidDataException("a list of members is too long");
                into[at] = true;
            }
            return;
        }
        for (var i = 0; i < into.Length; i++)
            if ((bytes[1 + (i / 8)] & (1 << (i % 8))) != 0)
                into[i] = true;
    }
}
