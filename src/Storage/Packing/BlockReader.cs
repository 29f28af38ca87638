using System.Buffers.Binary;
using System.Collections;
using System.Collections.Immutable;
using Tracing.Assembling;
using Tracing.Keeping;
using Tracing.Wire.Spans;

namespace Tracing.Storage.Packing;

/// <summary>The decompressed body of a block; each trace is unpacked when it is read.</summary>
/// <remarks>Immutable: any thread.</remarks>
internal sealed class BlockReader
{
    /// <summary>The version that is written. In version 1 fields that occur once were not by themselves, and in version
    /// 2 they were in one part. In both, the streams of the spans were not by themselves.</summary>
    public const byte Version = 3;

    /// <summary>The largest length of an array; a greater one can only be damage.</summary>
    private const int MaxBytes = 0x7fffffc7;

    private readonly SharedParts _shared;
    private readonly byte[] _packed;
    private readonly ReadOnlyMemory<byte> _ids;
    private readonly BlockFields _fields;
    private readonly int _partBytes;
    private readonly int _entries;
    private readonly Lazy<SpanStreams> _streams;

    /// <param name="body">Nobody changes it any more: it is not copied.</param>
    /// <exception cref="InvalidDataException">The body is damaged.</exception>
    public BlockReader(ReadOnlyMemory<byte> body)
    {
        if (body.Length < sizeof(ulong)) throw new InvalidDataException("a block is too short");
        var content = body[..^sizeof(ulong)];
        if (ContentHash.Of(content.Span) != BinaryPrimitives.ReadUInt64LittleEndian(body.Span[content.Length..]))
            throw new InvalidDataException("a block is not what was written");
        var from = new ByteSource(content.Span);
        var version = from.Byte();
        if (version is 0 or > Version) throw new InvalidDataException("a block has an unknown version");
        _packed = PackedPart.Decompress(Length(ref from), from.Block());
        var streams = version < 3 ? null : new PackedPart(Length(ref from), Block(ref from, content));
        var parts = ImmutableArray.CreateBuilder<PackedPart>(version switch { 1 => 0, 2 => 1, _ => from.Count() });
        while (parts.Count < parts.Capacity) parts.Add(new PackedPart(Length(ref from), Block(ref from, content)));
        _partBytes = parts.Sum(static part => part.Length) + (streams?.Length ?? 0);
        _ids = Block(ref from, content);
        var times = version < 3 ? default : Block(ref from, content);
        _partBytes += times.Length;

        var packed = new ByteSource(_packed);
        _shared = SharedParts.Read(ref packed);
        _fields = BlockFields.Read(version, ref packed, _packed, parts.MoveToImmutable());
        _entries = version < 3 ? packed.Count() : packed.Int();
        var at = packed.Position;
        _streams = new(() => streams is null
            ? SpanStreams.ReadOld(_packed, at, _entries) : SpanStreams.Read(streams.Bytes, _entries, times));
    }

    /// <summary>Approximate size in memory.</summary>
    public int Bytes => _packed.Length + _partBytes + _ids.Length + (_fields.Count * 12) + (_entries * 128);

    public BlockFields Fields => _fields;

    public ImmutableArray<SpanOrigin> Origins => _shared.Origins;

    public double WeightOf(int entry) => _shared.Decisions[_streams.Value.Heads[entry].Decision].Weight;

    /// <exception cref="InvalidDataException">The body is damaged.</exception>
    public KeptTrace Read(int entry, TraceId id)
    {
        var streams = _streams.Value;
        int tokens = 0, ids = 0, times = 0, chunk = 0;
        for (var i = 0; i < entry; i++)
        {
            var sizes = streams.Heads[i].Sizes;
            tokens += sizes.Tokens;
            ids += sizes.Ids;
            times += sizes.Times;
            chunk += sizes.NewChunks;
        }
        var head = streams.Heads[entry];
        var unpacker = new SpanUnpacker(
            streams.Tokens.Slice(tokens, head.Sizes.Tokens), _ids.Slice(ids, head.Sizes.Ids),
            streams.Times.Slice(times, head.Sizes.Times), _fields, chunk);
        var spans = unpacker.Unpack(id, head.Spans, _shared.Origins);
        return KeptTrace.Of(new ClosedTrace(id, head.Revision, head.Completeness, spans, head.Conflicts, head.ClosedAt)
        {
            Decision = _shared.Decisions[head.Decision],
            Truncated = head.Truncated,
        });
    }

    /// <summary>Decompresses all that reading a trace needs, for a thread that is ahead of who reads it.</summary>
    /// <exception cref="InvalidDataException">The body is damaged.</exception>
    public void Decompress()
    {
        _fields.Decompress();
        _ = _streams.Value;
    }

    /// <summary>The entries with a span that may match; null: any entry may.</summary>
    /// <exception cref="InvalidDataException">The body is damaged.</exception>
    public BitArray? MayMatch(FieldSearch search, ImmutableArray<EntryFacts> entries)
    {
        if (search.All == 0) return null;
        var found = new BitArray(_entries);
        var origins = _shared.Origins.Select(search.MetBy).ToArray();
        var fields = new ulong[_fields.Count];
        var reads = _fields.Reading(search.Reads);
        var met = 0UL;
        foreach (var one in origins) met |= one;
        for (var i = 0; i < fields.Length; i++)
            if (reads[i])
                met |= fields[i] = search.MetBy(_fields[i]);
        // Where a condition is met nowhere in the block, its spans need no look.
        var missing = search.All & ~met;
        if (missing != 0 && !entries.Any(entry => (missing & ~search.MetBy(entry.TraceId)) == 0)) return found;
        var columns = ColumnsFor(entries, Array.ConvertAll(fields, static met => met != 0));
        for (var entry = 0; entry < found.Length; entry++)
        {
            var ofTrace = search.MetBy(entries[entry].TraceId);
            for (var span = columns.FirstOf(entry); span < columns.FirstOf(entry + 1) && !found[entry]; span++)
            {
                met = ofTrace | origins[columns.OriginOf(span)];
                foreach (var field in columns.FieldsOf(span)) met |= fields[field];
                found[entry] = (met & search.All) == search.All;
            }
        }
        return found;
    }

    /// <summary>Some traces as they are packed here, with those of their fields that the scan reads.</summary>
    /// <exception cref="InvalidDataException">The body is damaged.</exception>
    public PackedBlock Pack(ImmutableArray<EntryFacts> entries, IReadOnlyList<int> shown, IPackedScan scan)
    {
        foreach (var head in _streams.Value.Heads)
            if (head.Decision >= _shared.Decisions.Length)
                throw new InvalidDataException("an entry has no decision");
        return new PackedBlock(this, ColumnsFor(entries, _fields.Reading(scan.Reads)), entries, shown);
    }

    private SpanColumns ColumnsFor(ImmutableArray<EntryFacts> entries, bool[] fields) => entries.Length == _entries
        ? SpanColumns.Read(_streams.Value.Heads, _streams.Value.Tokens.Span, _streams.Value.Times.Span,
            _shared.Origins.Length, fields)
        : throw new InvalidDataException("a block has another number of entries than its list");

    private static ReadOnlyMemory<byte> Block(ref ByteSource from, ReadOnlyMemory<byte> content)
    {
        var length = from.Block().Length;
        return content.Slice(from.Position - length, length);
    }

    private static int Length(ref ByteSource from)
    {
        var length = from.Varint();
        return length <= MaxBytes ? (int)length : throw new InvalidDataException("a block says it is too large");
    }
}
