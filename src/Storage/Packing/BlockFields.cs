using System.Collections.Immutable;

namespace Tracing.Storage.Packing;

/// <summary>The different fields of a block's spans, by number. Those that occur once are most of the bytes, and are
/// decompressed when the first of them is read.</summary>
/// <remarks>Immutable: any thread.</remarks>
internal sealed class BlockFields
{
    private const int Repeated = -1;

    private readonly byte[] _packed;
    private readonly Lazy<byte[]> _single;
    private readonly ImmutableArray<(int At, int Length, int Outline)> _places;
    private readonly ImmutableArray<(int At, int Length)> _outlines;

    private BlockFields(byte[] packed, Lazy<byte[]> single, ImmutableArray<(int, int, int)> places,
        ImmutableArray<(int, int)> outlines) =>
        (_packed, _single, _places, _outlines) = (packed, single, places, outlines);

    public int Count => _places.Length;

    /// <exception cref="InvalidDataException">The fields that occur once cannot be decompressed.</exception>
    public ReadOnlySpan<byte> this[int number]
    {
        get
        {
            var (at, length, outline) = _places[number];
            return (outline == Repeated ? _packed : _single.Value).AsSpan(at, length);
        }
    }

    /// <summary>The field, or what <see cref="FieldOutline"/> leaves of it; empty: only the field itself
    /// tells.</summary>
    public ReadOnlySpan<byte> OutlineOf(int number)
    {
        var (at, length, outline) = _places[number];
        if (outline == Repeated) return _packed.AsSpan(at, length);
        return _packed.AsSpan(_outlines[outline].At, _outlines[outline].Length);
    }

    /// <param name="version">Up to version 1 all fields are in <paramref name="packed"/>.</param>
    /// <param name="packed">The bytes of <paramref name="from"/>.</param>
    /// <exception cref="InvalidDataException">The fields are damaged.</exception>
    public static BlockFields Read(
        byte version, ref ByteSource from, byte[] packed, Func<byte[]> single, int singleBytes)
    {
        var lengths = new int[from.Count()];
        foreach (ref var length in lengths.AsSpan()) length = from.Int();
        var outlines = new int[lengths.Length];
        if (version == 1) Array.Fill(outlines, Repeated);
        else foreach (ref var outline in outlines.AsSpan()) outline = from.Int() - 1;
        var outlinePlaces = version == 1 ? [] : Outlines(ref from);
        var places = ImmutableArray.CreateBuilder<(int, int, int)>(lengths.Length);
        var (at, singleAt) = (from.Position, 0);
        for (var i = 0; i < lengths.Length; i++)
        {
            if (outlines[i] >= outlinePlaces.Length) throw new InvalidDataException("a field has no outline");
            ref var place = ref outlines[i] == Repeated ? ref at : ref singleAt;
            places.Add((place, lengths[i], outlines[i]));
            place = checked(place + lengths[i]);
        }
        if (singleAt != singleBytes) throw new InvalidDataException("a block has other fields than it says");
        from.Raw(at - from.Position);
        return new BlockFields(packed, new Lazy<byte[]>(single), places.MoveToImmutable(), outlinePlaces);
    }

    private static ImmutableArray<(int, int)> Outlines(ref ByteSource from)
    {
        var places = ImmutableArray.CreateBuilder<(int, int)>(from.Count());
        for (var i = 0; i < places.Capacity; i++)
        {
            var length = from.Count();
            places.Add((from.Position, length));
            from.Raw(length);
        }
        return places.MoveToImmutable();
    }
}
