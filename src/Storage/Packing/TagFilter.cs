using System.Text;
using System.Text.Unicode;
using Tracing.Finding;
using Tracing.Otlp.Proto;
using Tracing.Wire.Spans;
using F = Tracing.Otlp.OtlpFields;

namespace Tracing.Storage.Packing;

/// <summary>A Bloom filter over the attributes of a block, those of spans, events, links, resources and scopes: tells
/// that none has an attribute, or that one may have it. About one block in 250 is a false positive.</summary>
/// <remarks>
/// Filters of earlier versions know the attributes of spans alone, with arrays as another text. They are told apart by
/// marks, which are entries of their own, so that no stored format changes.
/// </remarks>
internal static class TagFilter
{
    private const int BitsEach = 12;
    private const int Probes = 6;

    // Four, because each alone could be a false positive of an earlier filter.
    private static readonly ulong[] _marks =
        [.. Enumerable.Range(0, 4).Select(mark => HashOf($"\0every place {mark}"))];

    // Of filters that know which attributes are arrays.
    private static readonly ulong[] _arrayMarks =
        [.. Enumerable.Range(0, 4).Select(mark => HashOf($"\0arrays {mark}"))];

    public static byte[] Write(ChunkTable chunks, IEnumerable<SpanOrigin> origins)
    {
        HashSet<ulong> hashes = [.. _marks, .. _arrayMarks];
        var keys = new HashSet<string>(StringComparer.Ordinal);
        var tags = new List<Tag>();
        var text = new ByteSink(256);
        for (var i = 0; i < chunks.Count; i++)
        {
            if (TryAddText(hashes, chunks[i], text)) continue;
            ReadTags(chunks[i], tags);
            Add(hashes, keys, tags);
        }
        foreach (var origin in origins)
        {
            tags.AddRange([.. origin.ResourceTags(), .. origin.ScopeTags()]);
            Add(hashes, keys, tags);
        }
        var bits = new byte[(hashes.Count * BitsEach / 8) + 1];
        foreach (var hash in hashes)
        {
            for (var i = 0; i < Probes; i++)
            {
                var at = At(hash, i, bits.Length);
                bits[at / 8] |= (byte)(1 << (int)(at % 8));
            }
        }
        return bits;
    }

    // Most attributes are texts: those are hashed as they are, without a string of each.
    private static bool TryAddText(HashSet<ulong> hashes, ReadOnlySpan<byte> field, ByteSink text)
    {
        var reader = new ProtoReader(field);
        if (!reader.Next() || !reader.Is(F.Span.Attributes, ProtoWire.Bytes)) return false;
        ReadOnlySpan<byte> key = default, value = default;
        reader = new ProtoReader(reader.Content);
        while (reader.Next())
        {
            if (reader.Is(F.KeyValue.Key, ProtoWire.Bytes)) key = reader.Content;
            else if (reader.Is(F.KeyValue.Value, ProtoWire.Bytes)) value = reader.Content;
        }
        reader = new ProtoReader(value);
        if (!reader.Next() || !reader.Is(F.AnyValue.String, ProtoWire.Bytes)) return false;
        value = reader.Content;
        // A byte that is no UTF-8 is searched for as the character that replaces it.
        if (reader.Next() || !Utf8.IsValid(key) || !Utf8.IsValid(value)) return false;
        hashes.Add(ContentHash.Of(key));
        text.Clear();
        text.Raw(key);
        text.Byte(0);
        text.Raw(value);
        hashes.Add(ContentHash.Of(text.Written));
        return true;
    }

    private static void Add(HashSet<ulong> hashes, HashSet<string> keys, List<Tag> tags)
    {
        foreach (var tag in tags)
        {
            // There are few keys, each many times.
            if (keys.Add(tag.Key)) hashes.Add(HashOf(tag.Key));
            if (tag.Value.Kind == TagKind.Array) hashes.Add(ArrayHashOf(tag.Key));
            hashes.Add(HashOf(tag.Key, tag.Value.ToString()));
        }
        tags.Clear();
    }

    /// <summary>False: no span of the block meets the condition.</summary>
    public static bool MayMeet(ReadOnlySpan<byte> bits, AttributeCondition condition)
    {
        if (bits.IsEmpty || IsShown(condition)) return true;
        var isEqual = condition.Operator == AttributeOperator.Equal;
        foreach (var mark in _marks)
            if (!MayHave(bits, mark))
                return !isEqual || condition.Scope != AttributeScope.Span || IsNested(condition.Text)
                    || MayHave(bits, HashOf(condition.Key, condition.Text));
        // An element of an array is not in the filter by itself.
        if (condition.Operator == AttributeOperator.Holds && MayHave(bits, ArrayHashOf(condition.Key))) return true;
        isEqual |= condition.Operator == AttributeOperator.Holds && KnowsArrays(bits);
        return MayHave(bits, isEqual ? HashOf(condition.Key, condition.Text) : HashOf(condition.Key));
    }

    /// <summary>True when the condition may be met by a field of a span that is not an attribute.</summary>
    public static bool IsShown(AttributeCondition condition) =>
        condition.Scope == AttributeScope.Any && ShownFields.Has(condition.Key);

    /// <summary>Adds the attributes that a field of a span has: the attribute itself, or those of an event or
    /// link.</summary>
    public static void ReadTags(ReadOnlySpan<byte> field, List<Tag> to)
    {
        var reader = new ProtoReader(field);
        if (!reader.Next()) return;
        if (reader.Is(F.Span.Attributes, ProtoWire.Bytes)) to.Add(OtlpValueDecoder.Pair(reader.Content));
        else if (reader.Is(F.Span.Events, ProtoWire.Bytes))
            to.AddRange(OtlpDecoder.Tags(reader.Content, F.Event.Attributes));
        else if (reader.Is(F.Span.Links, ProtoWire.Bytes))
            to.AddRange(OtlpDecoder.Tags(reader.Content, F.Link.Attributes));
    }

    private static bool KnowsArrays(ReadOnlySpan<byte> bits)
    {
        foreach (var mark in _arrayMarks)
            if (!MayHave(bits, mark))
                return false;
        return true;
    }

    private static bool IsNested(string text) => text.StartsWith('[') || text.StartsWith('{');

    private static bool MayHave(ReadOnlySpan<byte> bits, ulong hash)
    {
        for (var i = 0; i < Probes; i++)
        {
            var at = At(hash, i, bits.Length);
            if ((bits[(int)(at / 8)] & (1 << (int)(at % 8))) == 0) return false;
        }
        return true;
    }

    private static ulong At(ulong hash, int probe, int bytes) =>
        (hash + ((ulong)probe * ((hash >> 32) | 1))) % ((ulong)bytes * 8);

    private static ulong ArrayHashOf(string key) => HashOf("\0array " + key);

    private static ulong HashOf(string key, string value) => HashOf(key + '\0' + value);

    private static ulong HashOf(string text) => ContentHash.Of(Encoding.UTF8.GetBytes(text));
}
