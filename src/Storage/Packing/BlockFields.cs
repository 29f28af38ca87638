using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Tracing.Storage.Packing;

/// <summary>The different fields of a block's spans, by number. Those that occur once are most of the bytes. They are
/// in parts, each of which is decompressed when the first of its fields is read.</summary>
/// <remarks>Immutable: any thread.</remarks>
internal sealed class BlockFields
{
    private const int Repeated = -1;

    private readonly byte[] _packed;
    private readonly ImmutableArray<PackedPart> _parts;
    private readonly ImmutableArray<(int At, int Length, int Outline)> _places;
    private readonly ImmutableArray<(int At, int Length, int Part)> _outlines;

    private BlockFields(byte[] packed, ImmutableArray<PackedPart> parts, ImmutableArray<(int, int, int)> places,
        ImmutableArray<(int, int, int)> outlines) =>
        (_packed, _parts, _places, _outlines) = (packed, parts, places, outlines);

    public int Count => _places.Length;

    /// <exception cref="InvalidDataException">The part of the field cannot be decompressed.</exception>
    public ReadOnlySpan<byte> this[int number]
    {
        get
        {
            var (at, length, outline) = _places[number];
            return (outline == Repeated ? _packed : _parts[_outlines[outline].Part].Bytes).AsSpan(at, length);
        }
    }

    /// <summary>For each field whether somebody reads it.</summary>
    /// <param name="isRead">Tells it by the field, or by what <see cref="FieldOutline"/> leaves of it. It is asked once
    /// for all fields that occur once and have the same outline.</param>
    public bool[] Reading(Func<ReadOnlySpan<byte>, bool> isRead)
    {
        var outlines = new bool[_outlines.Length];
        for (var i = 0; i < outlines.Length; i++) outlines[i] = isRead(OutlineAt(i));
        var fields = new bool[_places.Length];
        for (var i = 0; i < fields.Length; i++)
        {
            var outline = _places[i].Outline;
            // Of a field that has no outline only the field itself tells.
            fields[i] = outline == Repeated || OutlineAt(outline).IsEmpty ? isRead(this[i]) : outlines[outline];
        }
        return fields;
    }

    /// <exception cref="InvalidDataException">A part cannot be decompressed.</exception>
    public void Decompress()
    {
        foreach (var part in _parts) _ = part.Bytes;
    }

    /// <param name="version">Up to version 1 all fields are in <paramref name="packed"/>; in version 2 those that occur
    /// once are in one part.</param>
    /// <param name="packed">The bytes of <paramref name="from"/>.</param>
    /// <exception cref="InvalidDataException">The fields are damaged.</exception>
    public static BlockFields Read(
        byte version, ref ByteSource from, byte[] packed, ImmutableArray<PackedPart> parts)
    {
        var places = new (int At, int Length, int Outline)[from.Count()];
        foreach (ref var place in places.AsSpan()) place = (0, from.Int(), Repeated);
        if (version > 1) foreach (ref var place in places.AsSpan()) place.Outline = from.Int() - 1;
        var outlines = version == 1 ? [] : Outlines(version, ref from, parts.Length);
        var at = from.Position;
        var partsAt = new int[parts.Length];
        foreach (ref var place in places.AsSpan())
        {
            if (place.Outline >= outlines.Length) throw new InvalidDataException("a field has no outline");
            ref var next = ref place.Outline == Repeated ? ref at : ref partsAt[outlines[place.Outline].Part];
            place.At = next;
            next = checked(next + place.Length);
        }
        for (var part = 0; part < parts.Length; part++)
            if (partsAt[part] != parts[part].Length)
                throw new InvalidDataException("a block has other fields than it says");
        from.Raw(at - from.Position);
        return new BlockFields(packed, parts, ImmutableCollectionsMarshal.AsImmutableArray(places), outlines);
    }

    private static ImmutableArray<(int At, int Length, int Part)> Outlines(
        byte version, ref ByteSource from, int parts)
    {
        var places = ImmutableArray.CreateBuilder<(int, int, int)>(from.Count());
        for (var i = 0; i < places.Capacity; i++)
        {
            var part = version == 2 ? 0 : from.Int();
            if (part >= parts) throw new InvalidDataException("a field is in an unknown part");
            var length = from.Count();
            places.Add((from.Position, length, part));
            from.Raw(length);
        }
        return places.MoveToImmutable();
    }

    private ReadOnlySpan<byte> OutlineAt(int outline) =>
        _packed.AsSpan(_outlines[outline].At, _outlines[outline].Length);
}
