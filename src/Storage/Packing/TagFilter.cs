using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;
using Tracing.Finding;
using Tracing.Otlp.Proto;
using Tracing.Wire.Spans;
using F = Tracing.Otlp.OtlpFields;

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
    private readonly HashSet<string> _keys = new(StringComparer.Ordinal);
    private readonly ByteSink _text = new(256);

    /// <param name="values">Gets the texts of the attributes.</param>
    public TagFilter(FilterEntries hashes, ValueFilter values)
    {
        (_hashes, _values) = (hashes, values);
        _hashes.Add(_marks);
        _hashes.Add(_arrayMarks);
    }

    /// <summary>Adds an attribute that is a text or a whole number: most are, and these are hashed as they are, without
    /// strings of them.</summary>
    /// <param name="parts">Gets a number too.</param>
    /// <returns>False: the field is another one, or its text is needed.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool TryAddPlain(ReadOnlySpan<byte> field, PartFilter parts)
    {
        if (!PlainAttribute.TryRead(field, out var attribute)) return false;
        var key = attribute.Key;
        var reader = new ProtoReader(attribute.Value);
        if (!reader.Next()) return false;
        var isNumber = reader.Is(F.AnyValue.Int, ProtoWire.Varint);
        if (!isNumber && !reader.Is(F.AnyValue.String, ProtoWire.Bytes)) return false;
        var text = reader.Content;
        var number = (long)reader.Number;
        // A byte that is no UTF-8 is searched for as the character that replaces it. Parts of actors' names are in the
        // filter too.
        if (reader.Next() || !Utf8.IsValid(key) || !Utf8.IsValid(text) || key.StartsWith("akka.actor."u8))
            return false;
        var keyHash = ContentHash.Of(key);
        _hashes.Add(keyHash);
        if (isNumber) _values.AddOther(keyHash);
        else _values.Add(keyHash, text);
        _text.Clear();
        _text.Raw(key);
        _text.Byte(0);
        if (isNumber) _text.Digits(number);
        else _text.Raw(text);
        _hashes.Add(ContentHash.Of(_text.Written));
        if (isNumber) parts.AddNumber(keyHash, number);
        return true;
    }

    public void Add(List<Tag> tags)
    {
        foreach (var tag in tags)
        {
            // There are few keys, each many times.
            if (_keys.Add(tag.Key)) _hashes.Add(HashOf(tag.Key));
            if (tag.Value.Kind == TagKind.Array) _hashes.Add(ArrayHashOf(tag.Key));
            _hashes.Add(HashOf(tag.Key, tag.Value.ToString()));
            if (tag.Value.AsString is { } text) _values.Add(HashOf(tag.Key), Encoding.UTF8.GetBytes(text));
            else _values.AddOther(HashOf(tag.Key));
        }
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
