using System.Collections.Immutable;
using Tracing.Closing;

namespace Tracing.Storage.Packing;

/// <summary>The facts of a block's entries as bytes, about 27 for each. A stored format: change it only together with
/// its version.</summary>
internal static class EntryList
{
    private const byte Version = 1;

    /// <summary>The fewest bytes that an entry takes: an id and four small numbers.</summary>
    private const int LeastBytes = TraceId.ByteCount + 4;

    public static void Write(ByteSink to, IReadOnlyList<EntryFacts> entries)
    {
        to.Byte(Version);
        to.Varint((ulong)entries.Count);
        ulong sequence = 0, start = 0;
        foreach (var entry in entries)
        {
            to.Varint((ulong)entry.Sequence - sequence);
            sequence = (ulong)entry.Sequence;
            entry.TraceId.Write(to.Reserve(TraceId.ByteCount));
            to.Difference(entry.StartUnixNanos, start);
            start = entry.StartUnixNanos;
            to.Difference(entry.EndUnixNanos, start);
            to.Byte((byte)((int)entry.Kind << 1 | (entry.HasErrors ? 1 : 0)));
        }
    }

    /// <exception cref="InvalidDataException">The bytes are damaged.</exception>
    public static ImmutableArray<EntryFacts> Read(ReadOnlySpan<byte> bytes)
    {
        var from = new ByteSource(bytes);
        if (from.Byte() != Version) throw new InvalidDataException("a list of entries has an unknown version");
        var entries = ImmutableArray.CreateBuilder<EntryFacts>(from.Count(LeastBytes));
        ulong sequence = 0, start = 0;
        for (var i = 0; i < entries.Capacity; i++)
        {
            sequence += from.Varint();
            TraceId.TryRead(from.Raw(TraceId.ByteCount), out var id);
            start = from.Difference(start);
            var end = from.Difference(start);
            var kind = from.Byte();
            entries.Add(new EntryFacts((long)sequence, id, start, end, (kind & 1) != 0, (CompletenessKind)(kind >> 1)));
        }
        return entries.DrainToImmutable();
    }
}
