using System.Collections.Immutable;
using System.Globalization;

namespace Tracing.TraceQl.Syntax;

/// <summary>A value in a query, or of a span's field.</summary>
public readonly struct TraceQlValue : IEquatable<TraceQlValue>
{
    private readonly object? _object;
    private readonly long _bits;

    private TraceQlValue(TraceQlKind kind, long bits = 0, object? content = null) =>
        (Kind, _bits, _object) = (kind, bits, content);

    public static TraceQlValue Nil => default;

    public TraceQlKind Kind { get; }

    /// <summary>The number of an Int, the nanoseconds of a Duration; 0 for other types.</summary>
    public long AsInt => Kind is TraceQlKind.Int or TraceQlKind.Duration ? _bits : 0;

    /// <summary>The number of an Int, a Float or a Duration; 0 for other types.</summary>
    public double AsDouble => Kind == TraceQlKind.Float ? BitConverter.Int64BitsToDouble(_bits) : AsInt;

    public bool AsBool => Kind == TraceQlKind.Bool && _bits != 0;

    public string AsText => _object as string ?? "";

    internal SpanStatus AsStatus => (SpanStatus)_bits;

    internal SpanKind AsSpanKind => (SpanKind)_bits;

    public bool IsNil => Kind == TraceQlKind.Nil;

    public bool IsNumber => Kind is TraceQlKind.Int or TraceQlKind.Float or TraceQlKind.Duration;

    /// <summary>The elements of an Array or of Several; none for other types.</summary>
    public ImmutableArray<TraceQlValue> Items => _object is TraceQlValue[] items ? [.. items] : [];

    internal ReadOnlySpan<TraceQlValue> AsItems => _object as TraceQlValue[];

    public static TraceQlValue Of(long number) => new(TraceQlKind.Int, number);

    public static TraceQlValue Of(double number) => new(TraceQlKind.Float, BitConverter.DoubleToInt64Bits(number));

    public static TraceQlValue Of(bool truth) => new(TraceQlKind.Bool, truth ? 1 : 0);

    public static TraceQlValue Of(string? text) => text is null ? Nil : new(TraceQlKind.Text, 0, text);

    public static TraceQlValue Of(SpanStatus status) => new(TraceQlKind.Status, (long)status);

    public static TraceQlValue Of(SpanKind kind) => new(TraceQlKind.SpanKind, (long)kind);

    public static TraceQlValue Duration(long nanos) => new(TraceQlKind.Duration, nanos);

    public static TraceQlValue Duration(ulong nanos) => Duration((long)Math.Min(nanos, long.MaxValue));

    /// <summary>Makes the value of an attribute. Bytes and maps are their text.</summary>
    public static TraceQlValue Of(in TagValue value) => value.Kind switch
    {
        TagKind.Empty => Nil,
        TagKind.String => Of(value.AsString),
        TagKind.Bool => Of(value.AsBool),
        TagKind.Int => Of(value.AsInt),
        TagKind.Double => Of(value.AsDouble),
        TagKind.Array => new(TraceQlKind.Array, 0, ItemsOf(value.AsArray)),
        _ => Of(value.ToString()),
    };

    /// <summary>Makes the value that stands for each of these. None is Nil.</summary>
    internal static TraceQlValue Several(List<TraceQlValue> values) => values.Count switch
    {
        0 => Nil,
        1 => values[0],
        _ => new(TraceQlKind.Several, 0, values.ToArray()),
    };

    public bool Equals(TraceQlValue other) => Kind == other.Kind && _bits == other._bits
        && (_object is TraceQlValue[] items
            ? other._object is TraceQlValue[] others && items.AsSpan().SequenceEqual(others)
            : string.Equals(_object as string, other._object as string, StringComparison.Ordinal));

    public override bool Equals(object? obj) => obj is TraceQlValue other && Equals(other);

    public override int GetHashCode() => _object switch
    {
        string text => string.GetHashCode(text, StringComparison.Ordinal),
        TraceQlValue[] items => HashCode.Combine(items.Length, items.Length == 0 ? 0 : items[0].GetHashCode()),
        _ => HashCode.Combine(Kind, _bits),
    };

    /// <summary>The value as text, without quotes.</summary>
    public override string ToString() => Kind switch
    {
        TraceQlKind.Nil => "nil",
        TraceQlKind.Int => _bits.ToString(CultureInfo.InvariantCulture),
        TraceQlKind.Float => AsDouble.ToString("R", CultureInfo.InvariantCulture),
        TraceQlKind.Duration => DurationText.Of(_bits),
        TraceQlKind.Text => AsText,
        TraceQlKind.Bool => AsBool ? "true" : "false",
        TraceQlKind.Status => NameOf($"{AsStatus}"),
        TraceQlKind.SpanKind => NameOf($"{AsSpanKind}"),
        _ => $"[{string.Join(", ", Items)}]",
    };

    public static bool operator ==(TraceQlValue left, TraceQlValue right) => left.Equals(right);

    public static bool operator !=(TraceQlValue left, TraceQlValue right) => !left.Equals(right);

    private static string NameOf(string name) => name.ToLowerInvariant();

    // An element that is itself an array or a map is its text, so the depth is one.
    private static TraceQlValue[] ItemsOf(ReadOnlySpan<TagValue> values)
    {
        var items = new TraceQlValue[values.Length];
        for (var i = 0; i < items.Length; i++)
            items[i] = values[i].Kind == TagKind.Array ? Of(values[i].ToString()) : Of(values[i]);
        return items;
    }
}
