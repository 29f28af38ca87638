using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;

namespace Tracing;

/// <summary>The value of a tag: any case of OTLP's AnyValue, in 16 bytes and without boxing numbers and
/// booleans.</summary>
public readonly struct TagValue : IEquatable<TagValue>
{
    // A number or boolean is in _bits; _object is then one of these marks, and tells its type.
    private static readonly object _boolMark = new();
    private static readonly object _intMark = new();
    private static readonly object _doubleMark = new();

    private readonly object? _object;
    private readonly long _bits;

    private TagValue(object? content, long bits = 0)
    {
        _object = content;
        _bits = bits;
    }

    public TagKind Kind => _object switch
    {
        null => TagKind.Empty,
        string => TagKind.String,
        byte[] => TagKind.Bytes,
        TagValue[] => TagKind.Array,
        Tag[] => TagKind.Map,
        _ when ReferenceEquals(_object, _intMark) => TagKind.Int,
        _ when ReferenceEquals(_object, _boolMark) => TagKind.Bool,
        _ => TagKind.Double,
    };

    public static TagValue Of(string? value) => new(value);

    public static TagValue Of(bool value) => new(_boolMark, value ? 1 : 0);

    public static TagValue Of(long value) => new(_intMark, value);

    public static TagValue Of(double value) => new(_doubleMark, BitConverter.DoubleToInt64Bits(value));

    /// <summary>Copies the bytes.</summary>
    public static TagValue Of(ReadOnlySpan<byte> value) => new(value.ToArray());

    /// <summary>Copies the values.</summary>
    public static TagValue Of(ReadOnlySpan<TagValue> values) => new(values.ToArray());

    /// <summary>Copies the pairs.</summary>
    public static TagValue Of(ReadOnlySpan<Tag> pairs) => new(pairs.ToArray());

    public static implicit operator TagValue(string? value) => Of(value);

    public static implicit operator TagValue(bool value) => Of(value);

    public static implicit operator TagValue(int value) => Of((long)value);

    public static implicit operator TagValue(long value) => Of(value);

    public static implicit operator TagValue(double value) => Of(value);

    /// <summary>The text, or null when the value has another type.</summary>
    public string? AsString => _object as string;

    /// <summary>The number, or zero when the value has another type.</summary>
    public long AsInt => Kind == TagKind.Int ? _bits : 0;

    /// <summary>The number, or zero when the value has another type.</summary>
    public double AsDouble => Kind == TagKind.Double ? BitConverter.Int64BitsToDouble(_bits) : 0;

    public bool AsBool => Kind == TagKind.Bool && _bits != 0;

    public ReadOnlySpan<byte> AsBytes => _object as byte[];

    public ReadOnlySpan<TagValue> AsArray => _object as TagValue[];

    public ReadOnlySpan<Tag> AsMap => _object as Tag[];

    public bool Equals(TagValue other)
    {
        if (_bits != other._bits || Kind != other.Kind) return false;
        return Kind switch
        {
            TagKind.String => string.Equals(AsString, other.AsString, StringComparison.Ordinal),
            TagKind.Bytes => AsBytes.SequenceEqual(other.AsBytes),
            TagKind.Array => AsArray.SequenceEqual(other.AsArray),
            TagKind.Map => AsMap.SequenceEqual(other.AsMap),
            _ => true,
        };
    }

    public override bool Equals(object? obj) => obj is TagValue other && Equals(other);

    public override int GetHashCode() => _object is string text
        ? string.GetHashCode(text, StringComparison.Ordinal)
        : HashCode.Combine(Kind, _bits);

    /// <summary>Text for people: a string unchanged, a number in the invariant culture, bytes as base64, arrays and
    /// maps as compact JSON.</summary>
    public override string ToString() => Kind switch
    {
        TagKind.Empty => "",
        TagKind.String => AsString!,
        TagKind.Bool => AsBool ? "true" : "false",
        TagKind.Int => AsInt.ToString(CultureInfo.InvariantCulture),
        TagKind.Double => AsDouble.ToString("R", CultureInfo.InvariantCulture),
        TagKind.Bytes => Convert.ToBase64String(AsBytes),
        _ => NestedText(),
    };

    public static bool operator ==(TagValue left, TagValue right) => left.Equals(right);

    public static bool operator !=(TagValue left, TagValue right) => !left.Equals(right);

    private string NestedText()
    {
        var text = new StringBuilder();
        WriteJson(text, this);
        return text.ToString();
    }

    // The recursion is bounded by the depth that the readers of OTLP allow.
    private static void WriteJson(StringBuilder to, in TagValue value)
    {
        switch (value.Kind)
        {
            case TagKind.Empty:
                to.Append("null");
                break;
            case TagKind.Array:
                to.Append('[');
                foreach (ref readonly var item in value.AsArray)
                {
                    if (to[^1] != '[') to.Append(',');
                    WriteJson(to, item);
                }
                to.Append(']');
                break;
            case TagKind.Map:
                to.Append('{');
                foreach (ref readonly var pair in value.AsMap)
                {
                    if (to[^1] != '{') to.Append(',');
                    Quote(to, pair.Key).Append(':');
                    WriteJson(to, pair.Value);
                }
                to.Append('}');
                break;
            case TagKind.Bool or TagKind.Int:
            case TagKind.Double when double.IsFinite(value.AsDouble):
                to.Append(value.ToString());
                break;
            default:
                Quote(to, value.ToString());
                break;
        }
    }

    private static StringBuilder Quote(StringBuilder to, string text) =>
        to.Append('"').Append(JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text)).Append('"');
}
