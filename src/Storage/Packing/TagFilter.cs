using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;
using Tracing.Finding;
using Tracing.Otlp.Proto;
using Tracing.Wire.Spans;

namespace Tracing.Storage.Packing;

/// <summary>The attributes of a block in its filter: those of spans, events, links, resources and scopes.</summary>
/// <remarks>
/// One owner. Filters of earlier versions know the attributes of spans alone, with arrays as another text.
/// They are told apart by marks, which are entries of their own, so that no stored format changes.
/// </remarks>
internal sealed class TagFilter
{
    // Four, because each alone could be a false positive of an earlier filter.
    private static readonly ulong[] _marks =
        [.. Enumerable.Range(0, 4).Select(mark => HashOf($"\0every place {mark}"))];

    // Of filters that know which attributes are arrays.
    private static readonly ulong[] _arrayMarks =
        [.. Enumerable.Range(0, 4).Select(mark => HashOf($"\0arrays {mark}"))];

    private readonly FilterEntries _hashes;
    private readonly ValueFilter _values;
    private readonly ByteSink _text = new(256);

    /// <param name="values">Gets the texts of the attributes.</param>
    public TagFilter(FilterEntries hashes, ValueFilter values)
    {
        (_hashes, _values) = (hashes, values);
        _hashes.Add(_marks);
        _hashes.Add(_arrayMarks);
    }

    /// <summary>Adds the attributes of a message: of an event, a link, a resource or a scope.</summary>
    /// <param name="field">The number of the field that has them.</param>
    /// <param name="parts">Gets numbers and actors too.</param>
    public void AddAll(ReadOnlySpan<byte> message, int field, PartFilter parts)
    {
        var reader = new ProtoReader(message);
        while (reader.Next())
            if (reader.Is(field, ProtoWire.Bytes))
                AddPair(reader.Content, parts);
    }

    /// <summary>Adds an attribute.</summary>
    /// <param name="pair">A KeyValue message.</param>
    /// <param name="parts">Gets numbers and actors too.</param>
    public void AddPair(ReadOnlySpan<byte> pair, PartFilter parts)
    {
        if (PlainAttribute.TryReadPair(pair, out var attribute) && TryAdd(attribute, parts)) return;
        var tag = OtlpValueDecoder.Pair(pair);
        Add(tag);
        parts.Add(tag);
    }

    /// <summary>Adds an attribute that is a text or a whole number: most are, and these are hashed as they are, without
    /// strings of them.</summary>
    /// <param name="parts">Gets numbers and actors too.</param>
    /// <returns>False: the attribute is another one.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool TryAdd(PlainAttribute attribute, PartFilter parts)
    {
        var key = attribute.Key;
        var isText = attribute.TryText(out var text);
        var number = 0L;
        // A byte that is no UTF-8 is searched for as the character that replaces it.
        if ((!isText && !attribute.TryNumber(out number)) || !Utf8.IsValid(key) || !Utf8.IsValid(text)) return false;
        var keyHash = ContentHash.Of(key);
        _hashes.Add(keyHash);
        _text.Clear();
        _text.Raw(key);
        _text.Byte(0);
        if (isText)
        {
            _values.Add(keyHash, text);
            _text.Raw(text);
            parts.AddActor(key, text);
        }
        else
        {
            _values.AddOther(keyHash);
            _text.Digits(number);
            parts.AddNumber(keyHash, number);
        }
        _hashes.Add(ContentHash.Of(_text.Written));
        return true;
    }

    private void Add(in Tag tag)
    {
        var key = HashOf(tag.Key);
        _hashes.Add(key);
        if (tag.Value.Kind == TagKind.Array) _hashes.Add(ArrayHashOf(tag.Key));
        _hashes.Add(HashOf(tag.Key, tag.Value.ToString()));
        if (tag.Value.AsString is { } text) _values.Add(key, Encoding.UTF8.GetBytes(text));
        else _values.AddOther(key);
    }

    /// <summary>False: no span of the block meets the condition.</summary>
    public static bool MayMeet(ReadOnlySpan<byte> bits, AttributeCondition condition)
    {
        var isEqual = condition.Operator == AttributeOperator.Equal;
        if (!BloomFilter.MayHaveAll(bits, _marks))
            return !isEqual || condition.Scope != AttributeScope.Span || IsNested(condition.Text)
                || BloomFilter.MayHave(bits, HashOf(condition.Key, condition.Text));
        // An element of an array is not in the filter by itself.
        if (condition.Operator == AttributeOperator.Holds
            && BloomFilter.MayHave(bits, ArrayHashOf(condition.Key))) return true;
        isEqual |= condition.Operator == AttributeOperator.Holds && BloomFilter.MayHaveAll(bits, _arrayMarks);
        return BloomFilter.MayHave(
            bits, isEqual ? HashOf(condition.Key, condition.Text) : HashOf(condition.Key));
    }

    /// <summary>The entry of a filter for an attribute, whatever its value.</summary>
    public static ulong HashOf(string text) => ContentHash.Of(Encoding.UTF8.GetBytes(text));

    private static bool IsNested(string text) => text.StartsWith('[') || text.StartsWith('{');

    private static ulong ArrayHashOf(string key) => HashOf("\0array " + key);

    private static ulong HashOf(string key, string value) => HashOf(key + '\0' + value);
}
