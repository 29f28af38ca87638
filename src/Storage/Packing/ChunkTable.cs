using System.Runtime.InteropServices;
using Tracing.Otlp.Proto;
using Tracing.Wire.Spans;

namespace Tracing.Storage.Packing;

/// <summary>The fields that occur in the spans of a block: each is stored once and referenced by number.</summary>
/// <remarks>One owner.</remarks>
internal sealed class ChunkTable
{
    private readonly Dictionary<ulong, int> _numbers = [];
    private readonly List<(int At, int Length)> _places = [];
    private readonly List<bool> _isRepeated = [];
    private readonly ByteSink _bytes = new(64 * 1024);
    private readonly Dictionary<ulong, int> _outlines = [];
    private readonly Dictionary<ulong, int> _outlinesOfKeys = [];
    private readonly ByteSink _outlineBytes = new();
    private readonly ProtoWriter _outline = new();

    public int Count => _places.Count;

    public int Bytes => _bytes.Length;

    public ReadOnlySpan<byte> this[int number] => _bytes.Written.Slice(_places[number].At, _places[number].Length);

    public void Clear()
    {
        _numbers.Clear();
        _places.Clear();
        _isRepeated.Clear();
        _bytes.Clear();
    }

    /// <returns>False: the chunk is new and was added with this number.</returns>
    public bool FindOrAdd(ReadOnlySpan<byte> chunk, out int number)
    {
        ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(
            _numbers, ContentHash.Of(chunk), out var isKnown);
        if (isKnown)
        {
            number = known;
            // A different chunk with the same hash is added each time that it occurs.
            if (this[number].SequenceEqual(chunk))
            {
                _isRepeated[number] = true;
                return true;
            }
        }
        number = _places.Count;
        if (!isKnown) known = number;
        _places.Add((_bytes.Length, chunk.Length));
        _isRepeated.Add(false);
        _bytes.Raw(chunk);
        return false;
    }

    /// <summary>Writes the chunks; <see cref="BlockFields"/> reads them.</summary>
    /// <param name="single">Gets those that occur once, which are most of the bytes. In <paramref name="to"/> they have
    /// an outline.</param>
    public void Write(ByteSink to, ByteSink single)
    {
        _outlines.Clear();
        _outlinesOfKeys.Clear();
        _outlineBytes.Clear();
        to.Varint((ulong)_places.Count);
        foreach (var (_, length) in _places) to.Varint((ulong)length);
        for (var i = 0; i < _places.Count; i++) to.Varint(_isRepeated[i] ? 0 : (ulong)OutlineOf(this[i]) + 1);
        to.Varint((ulong)_outlines.Count);
        to.Raw(_outlineBytes.Written);
        for (var i = 0; i < _places.Count; i++) (_isRepeated[i] ? to : single).Raw(this[i]);
    }

    private int OutlineOf(ReadOnlySpan<byte> chunk)
    {
        // Attributes with the same key have the same outline.
        if (!PlainAttribute.TryRead(chunk, out var attribute)) return WrittenOutlineOf(chunk);
        var hash = ContentHash.Of(attribute.Key);
        if (!_outlinesOfKeys.TryGetValue(hash, out var number)) _outlinesOfKeys.Add(hash, number = WrittenOutlineOf(chunk));
        return number;
    }

    private int WrittenOutlineOf(ReadOnlySpan<byte> chunk)
    {
        _outline.Clear();
        FieldOutline.Write(chunk, _outline);
        var hash = ContentHash.Of(_outline.Written);
        if (_outlines.TryGetValue(hash, out var number)) return number;
        _outlines.Add(hash, number = _outlines.Count);
        _outlineBytes.Block(_outline.Written);
        return number;
    }
}
