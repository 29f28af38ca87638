using Tracing.Wire.Spans;

namespace Tracing.Storage.Packing;

/// <summary>The fields that occur in the spans of a block: each is stored once and referenced by number.</summary>
/// <remarks>One owner.</remarks>
internal sealed class ChunkTable
{
    private readonly Dictionary<ulong, int> _numbers = [];
    private readonly List<(int At, int Length)> _places = [];
    private readonly ByteSink _bytes = new(64 * 1024);

    public int Count => _places.Count;

    public int Bytes => _bytes.Length;

    public ReadOnlySpan<byte> this[int number] => _bytes.Written.Slice(_places[number].At, _places[number].Length);

    public void Clear()
    {
        _numbers.Clear();
        _places.Clear();
        _bytes.Clear();
    }

    /// <returns>False: the chunk is new and was added with this number.</returns>
    public bool FindOrAdd(ReadOnlySpan<byte> chunk, out int number)
    {
        var hash = ContentHash.Of(chunk);
        if (_numbers.TryGetValue(hash, out number))
        {
            var (at, length) = _places[number];
            // A different chunk with the same hash is added each time that it occurs.
            if (_bytes.Written.Slice(at, length).SequenceEqual(chunk)) return true;
        }
        number = _places.Count;
        _numbers.TryAdd(hash, number);
        _places.Add((_bytes.Length, chunk.Length));
        _bytes.Raw(chunk);
        return false;
    }

    public void Write(ByteSink to)
    {
        to.Varint((ulong)_places.Count);
        foreach (var (_, length) in _places) to.Varint((ulong)length);
        to.Raw(_bytes.Written);
    }
}
