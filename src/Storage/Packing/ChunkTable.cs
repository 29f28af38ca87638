using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Tracing.Otlp.Proto;
using Tracing.Wire.Spans;

namespace Tracing.Storage.Packing;

/// <summary>The fields that occur in the spans of a block: each is stored once and referenced by number.</summary>
/// <remarks>One owner.</remarks>
internal sealed class ChunkTable
{
    /// <summary>Fields with the same outline that have fewer bytes share a part with others.</summary>
    private const int LeastPartBytes = 2_048;

    private const int MaxParts = 64;

    private const int Repeated = -1;

    private readonly HashNumbers _numbers = new();
    private readonly List<(int At, int Length)> _places = [];
    private readonly List<bool> _isRepeated = [];

    // For each chunk the repeated one that followed it last; -1: none yet. Spans of one operation have most fields in
    // the same order, and comparing a field with one chunk takes less time than hashing it.
    private readonly List<int> _followers = [];

    private int _last = -1;
    private readonly ByteSink _bytes = new(64 * 1024);
    private readonly Dictionary<ulong, int> _outlines = [];
    private readonly List<(byte[] Outline, int Bytes)> _outlineUses = [];
    private readonly Dictionary<ulong, int> _outlinesOfKeys = [];
    private readonly ProtoWriter _outline = new();

    public int Count => _places.Count;

    public int Bytes => _bytes.Length;

    public ReadOnlySpan<byte> this[int number] => _bytes.Written.Slice(_places[number].At, _places[number].Length);

    public void Clear()
    {
        _numbers.Clear();
        _places.Clear();
        _isRepeated.Clear();
        _followers.Clear();
        _bytes.Clear();
        _last = -1;
    }

    /// <returns>False: the chunk is new and was added with this number.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool FindOrAdd(ReadOnlySpan<byte> chunk, out int number)
    {
        if (_last >= 0 && _followers[_last] is >= 0 and var follower && this[follower].SequenceEqual(chunk))
        {
            number = _last = follower;
            return true;
        }
        if (!FindByHash(chunk, out number)) return false;
        if (_last >= 0) _followers[_last] = number;
        _last = number;
        return true;
    }

    private bool FindByHash(ReadOnlySpan<byte> chunk, out int number)
    {
        number = _numbers.FindOrAdd(ContentHash.Of(chunk), _places.Count);
        if (number < _places.Count)
        {
            // A different chunk with the same hash is added each time that it occurs.
            if (this[number].SequenceEqual(chunk))
            {
                _isRepeated[number] = true;
                return true;
            }
            number = _places.Count;
        }
        _places.Add((_bytes.Length, chunk.Length));
        _isRepeated.Add(false);
        _followers.Add(-1);
        _bytes.Raw(chunk);
        return false;
    }

    /// <summary>Writes the chunks; <see cref="BlockFields"/> reads them.</summary>
    /// <param name="parts">Gets those that occur once, which are most of the bytes. In <paramref name="to"/> they have
    /// an outline.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Write(ByteSink to, FieldParts parts)
    {
        _outlines.Clear();
        _outlinesOfKeys.Clear();
        _outlineUses.Clear();
        parts.Clear();
        to.Varint((ulong)_places.Count);
        foreach (var (_, length) in _places) to.Varint((ulong)length);
        var outlines = new int[_places.Count];
        for (var i = 0; i < outlines.Length; i++)
        {
            outlines[i] = _isRepeated[i] ? Repeated : OutlineOf(this[i]);
            to.Varint((ulong)(outlines[i] + 1));
        }
        var partOf = WriteOutlines(to, parts);
        for (var i = 0; i < outlines.Length; i++)
            (outlines[i] == Repeated ? to : parts[partOf[outlines[i]]]).Raw(this[i]);
    }

    // Small ones share a part, because each part costs some bytes and time.
    private int[] WriteOutlines(ByteSink to, FieldParts parts)
    {
        var partOf = new int[_outlineUses.Count];
        if (partOf.Length > 0) parts.Add();
        to.Varint((ulong)partOf.Length);
        for (var i = 0; i < partOf.Length; i++)
        {
            var (outline, bytes) = _outlineUses[i];
            if (bytes >= LeastPartBytes && parts.Count < MaxParts) partOf[i] = parts.Add();
            to.Varint((ulong)partOf[i]);
            to.Block(outline);
        }
        return partOf;
    }

    private int OutlineOf(ReadOnlySpan<byte> chunk)
    {
        var number = NumberOf(chunk);
        CollectionsMarshal.AsSpan(_outlineUses)[number].Bytes += chunk.Length;
        return number;
    }

    private int NumberOf(ReadOnlySpan<byte> chunk)
    {
        // Attributes with the same key have the same outline.
        if (!PlainAttribute.TryRead(chunk, out var attribute)) return NumberOfWritten(chunk);
        ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(
            _outlinesOfKeys, ContentHash.Of(attribute.Key), out var isKnown);
        if (!isKnown) number = NumberOfWritten(chunk);
        return number;
    }

    private int NumberOfWritten(ReadOnlySpan<byte> chunk)
    {
        _outline.Clear();
        FieldOutline.Write(chunk, _outline);
        var hash = ContentHash.Of(_outline.Written);
        if (_outlines.TryGetValue(hash, out var number)) return number;
        _outlines.Add(hash, number = _outlines.Count);
        _outlineUses.Add((_outline.Written.ToArray(), 0));
        return number;
    }
}
