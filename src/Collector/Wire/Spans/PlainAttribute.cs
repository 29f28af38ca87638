using Tracing.Otlp.Proto;
using F = Tracing.Otlp.OtlpFields;

namespace Tracing.Wire.Spans;

/// <summary>An attribute of a span that has one key and one value, in this order, as all known encoders write it.</summary>
internal readonly ref struct PlainAttribute(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
{
    private const byte AttributeTag = (F.Span.Attributes << 3) | (byte)ProtoWire.Bytes;
    private const byte KeyTag = (F.KeyValue.Key << 3) | (byte)ProtoWire.Bytes;
    private const byte ValueTag = (F.KeyValue.Value << 3) | (byte)ProtoWire.Bytes;
    private const byte TextTag = (F.AnyValue.String << 3) | (byte)ProtoWire.Bytes;

    public ReadOnlySpan<byte> Key { get; } = key;

    /// <summary>An AnyValue message.</summary>
    public ReadOnlySpan<byte> Value { get; } = value;

    /// <returns>False: the field is another one, or written in another way.</returns>
    public static bool TryRead(ReadOnlySpan<byte> field, out PlainAttribute attribute)
    {
        attribute = default;
        return TryMessage(field, AttributeTag, out var pair, out var rest) && rest.IsEmpty
            && TryReadPair(pair, out attribute);
    }

    /// <summary>Reads a KeyValue message, which may be of an event, a link, a resource or a scope too.</summary>
    /// <returns>False: it is written in another way.</returns>
    public static bool TryReadPair(ReadOnlySpan<byte> pair, out PlainAttribute attribute)
    {
        attribute = default;
        if (!TryMessage(pair, KeyTag, out var key, out var rest)
            || !TryMessage(rest, ValueTag, out var value, out rest) || !rest.IsEmpty)
            return false;
        attribute = new PlainAttribute(key, value);
        return true;
    }

    /// <returns>False: the value is no text, or written in another way.</returns>
    public bool TryText(out ReadOnlySpan<byte> text) => TryMessage(Value, TextTag, out text, out var rest) && rest.IsEmpty;

    /// <returns>False: the value is no whole number, or written in another way.</returns>
    public bool TryNumber(out long number)
    {
        var reader = new ProtoReader(Value);
        var isNumber = reader.Next() && reader.Is(F.AnyValue.Int, ProtoWire.Varint);
        number = (long)reader.Number;
        return isNumber && !reader.Next();
    }

    // Lengths of one or two bytes; longer ones are rare.
    private static bool TryMessage(
        ReadOnlySpan<byte> from, byte tag, out ReadOnlySpan<byte> content, out ReadOnlySpan<byte> rest)
    {
        content = rest = default;
        if (from.Length < 2 || from[0] != tag) return false;
        var (length, at) = ((int)from[1], 2);
        if (length >= 0x80)
        {
            if (from.Length < 3 || from[2] >= 0x80) return false;
            (length, at) = ((length & 0x7f) | (from[2] << 7), 3);
        }
        if (length > from.Length - at) return false;
        content = from.Slice(at, length);
        rest = from[(at + length)..];
        return true;
    }
}
