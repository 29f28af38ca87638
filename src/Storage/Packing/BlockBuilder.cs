using System.Buffers;
using System.IO.Compression;
using Tracing.Keeping;
using Tracing.TailSampling;
using Tracing.Wire.Spans;

namespace Tracing.Storage.Packing;

/// <summary>Packs traces into a block: repeated fields are stored once, ids and times in streams of their
/// own.</summary>
/// <remarks>One owner; it can be used again after <see cref="Build"/>.</remarks>
internal sealed class BlockBuilder
{
    /// <summary>A larger block takes longer to unpack for one trace; a smaller one has fewer repeated fields.</summary>
    public const int MaxEntries = 512;

    /// <summary>Size of a full block before compression. A single trace may exceed it.</summary>
    public const int FullBytes = 256 * 1024;

    private const int Quality = 1;
    private const int WindowBits = 20;

    private readonly ChunkTable _chunks = new();
    private readonly SpanPacker _spans;
    private readonly LabelUses _labels = new();
    private readonly List<EntryFacts> _entries = [];
    private readonly Dictionary<SpanOrigin, int> _origins = [];
    private readonly Dictionary<TraceDecision, int> _decisions = [];
    private readonly ByteSink _heads = new(8 * 1024);
    private readonly ByteSink _packed = new(64 * 1024);
    private readonly FieldParts _parts = new();
    private readonly ByteSink _body = new(64 * 1024);
    private readonly ByteSink _list = new(16 * 1024);
    private readonly ValueFilter _values = new(new FilterEntries());
    private readonly Func<SpanOrigin, int> _originOf;
    private long _newest;
    private bool _hasConflicts;

    public BlockBuilder()
    {
        _spans = new SpanPacker(_chunks);
        _originOf = origin => NumberOf(_origins, origin);
    }

    public int Count => _entries.Count;

    public bool IsFull => Count >= MaxEntries
        || _chunks.Bytes + _spans.Tokens.Length + _spans.Ids.Length + _spans.Times.Length >= FullBytes;

    public void Add(long sequence, KeptTrace trace)
    {
        _entries.Add(EntryFacts.Of(sequence, trace));
        _hasConflicts |= trace.Conflicts > 0;
        _newest = Math.Max(_newest, trace.ClosedAt.ToUnixTimeMilliseconds());
        var (tokens, ids, times) = (_spans.Tokens.Length, _spans.Ids.Length, _spans.Times.Length);
        var chunks = _chunks.Count;
        _spans.Pack(trace.TraceId, trace.Raw, _originOf);
        _labels.Add(_entries.Count - 1, trace.Raw, _spans.Spans);
        EntryHead.Write(_heads, trace, NumberOf(_decisions, trace.Decision),
            new EntrySizes(_spans.Tokens.Length - tokens, _spans.Ids.Length - ids, _spans.Times.Length - times,
                _chunks.Count - chunks));
    }

    /// <summary>At least one entry must have been added.</summary>
    public Block Build()
    {
        EntryList.Write(_list, _entries);
        var block = new Block([.. _entries], _list.ToArray(), Body(), [.. _labels.All],
            BlockFilter.Write(_chunks, _origins.Keys, _entries, Related(), _labels.Services, _values), _newest, IsFull);
        _chunks.Clear();
        _spans.Clear();
        _labels.Clear();
        _entries.Clear();
        _origins.Clear();
        _decisions.Clear();
        _heads.Clear();
        _list.Clear();
        (_newest, _hasConflicts) = (0, false);
        return block;
    }

    // Null where spans have the same id, so that one index may stand for several parents.
    private PackedSpans? Related() => _hasConflicts ? null : _spans.Spans;

    // Ids are random, and times nearly so: compressing them would only cost time, so they follow the compressed parts.
    // The tokens of the spans are compressed by themselves, because a block without a matching field is left without
    // them. So are fields that occur once, those of an attribute together: a question decompresses the few that it
    // reads, and equal kinds of text compress better beside each other.
    private byte[] Body()
    {
        _packed.Clear();
        SharedParts.Write(_packed, _origins.Keys, _decisions.Keys);
        _chunks.Write(_packed, _parts);
        _packed.Varint((ulong)_entries.Count);
        _body.Clear();
        _body.Byte(BlockReader.Version);
        Compress(_packed);
        _packed.Clear();
        SpanStreams.Write(_packed, _heads.Written, _spans.Tokens.Written);
        Compress(_packed);
        _body.Varint((ulong)_parts.Count);
        for (var part = 0; part < _parts.Count; part++) Compress(_parts[part]);
        _body.Block(_spans.Ids.Written);
        _body.Block(_spans.Times.Written);
        _body.Fixed64(ContentHash.Of(_body.Written));
        return _body.ToArray();
    }

    private void Compress(ByteSink bytes)
    {
        var room = ArrayPool<byte>.Shared.Rent(BrotliEncoder.GetMaxCompressedLength(bytes.Length));
        try
        {
            if (!BrotliEncoder.TryCompress(bytes.Written, room, out var compressed, Quality, WindowBits))
                throw new InvalidOperationException("Brotli needs more room than it says");
            _body.Varint((ulong)bytes.Length);
            _body.Block(room.AsSpan(0, compressed));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(room);
        }
    }

    private static int NumberOf<T>(Dictionary<T, int> numbers, T item)
        where T : notnull
    {
        if (numbers.TryGetValue(item, out var number)) return number;
        numbers.Add(item, number = numbers.Count);
        return number;
    }
}
