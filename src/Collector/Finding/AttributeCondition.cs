using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;

namespace Tracing.Finding;

/// <summary>A condition on one attribute of a span.</summary>
/// <remarks>Immutable, any thread. Values are equal when their texts are: the number 200 equals the text "200", as
/// clients that send only text expect. Order is that of numbers for a number, and that of characters for a text; values
/// of another type are in no order. Made by <see cref="TryCreate"/> or <see cref="Equal"/>.</remarks>
public sealed class AttributeCondition : IEquatable<AttributeCondition>
{
    /// <summary>The most characters of a key or a value.</summary>
    public const int MaxLength = 4_096;

    private readonly Regex? _regex;
    private readonly ImmutableArray<byte[]> _matchedBytes;

    private AttributeCondition(
        string key, AttributeOperator compares, TagValue value, AttributeScope scope, Regex? regex)
    {
        Text = value.ToString();
        Utf8Key = Encoding.UTF8.GetBytes(key);
        // Their JSON text stands for them, so that a condition is the same on every node.
        Value = value.Kind is TagKind.Array or TagKind.Map or TagKind.Bytes ? Text : value;
        (Key, Operator, Scope, _regex) = (key, compares, scope, regex);
        MatchedTexts = regex is null ? [] : PatternTexts.Of(Text);
        // Bytes that are not UTF-8 are decoded to other characters, but never to those of ASCII.
        _matchedBytes = [.. MatchedTexts.Where(static text => Ascii.IsValid(text)).Select(Encoding.UTF8.GetBytes)];
    }

    public string Key { get; }

    public AttributeOperator Operator { get; }

    /// <summary>The value to compare with: a boolean, a number or a text. An array or map is its JSON.</summary>
    public TagValue Value { get; }

    public AttributeScope Scope { get; }

    /// <summary>The value as text, by which values are equal.</summary>
    internal string Text { get; }

    /// <summary>The key as it is in the bytes of a span that has the attribute.</summary>
    internal ReadOnlyMemory<byte> Utf8Key { get; }

    /// <summary>Texts that each match of the pattern contains; empty where none can be told.</summary>
    internal ImmutableArray<string> MatchedTexts { get; }

    /// <summary>Makes the condition that an attribute, wherever it is, has this value.</summary>
    public static AttributeCondition Equal(string key, TagValue value, AttributeScope scope = AttributeScope.Any) =>
        new(key, AttributeOperator.Equal, value, scope, null);

    /// <param name="problem">What is wrong with the key or the value; null: nothing.</param>
    public static AttributeCondition? TryCreate(
        string key, AttributeOperator compares, TagValue value, AttributeScope scope, out string? problem)
    {
        ArgumentNullException.ThrowIfNull(key);
        Regex? regex = null;
        problem = null;
        if (key.Length is 0 or > MaxLength) problem = $"a name must have 1 to {MaxLength} characters";
        else if (value.AsString is { Length: > MaxLength }) problem = $"a value may have up to {MaxLength} characters";
        else if (!Enum.IsDefined(compares) || !Enum.IsDefined(scope)) problem = "an unknown comparison or place";
        else if (compares is AttributeOperator.Matches or AttributeOperator.NotMatches)
            regex = BoundedPattern.TryCreate(value.ToString(), out problem);
        return problem is null ? new AttributeCondition(key, compares, value, scope, regex) : null;
    }

    /// <summary>Tells whether a span with these values of the attribute meets the condition.</summary>
    internal bool IsMet(ReadOnlySpan<TagValue> values)
    {
        var isNegation = Operator is AttributeOperator.NotEqual or AttributeOperator.NotMatches;
        foreach (ref readonly var value in values)
            if (Compares(value))
                return !isNegation;
        return isNegation && !values.IsEmpty;
    }

    /// <summary>False: no span meets the condition with this value of the attribute, whatever other values it has.
    /// For a negation it is enough that the attribute is there: another value must not exclude it.</summary>
    internal bool MayBeMetBy(in TagValue value) =>
        Operator is AttributeOperator.NotEqual or AttributeOperator.NotMatches || Compares(value);

    /// <summary>False: no span meets the condition with this text, which is told without a string of it.</summary>
    internal bool MayBeMetBy(ReadOnlySpan<byte> utf8)
    {
        if (Operator != AttributeOperator.Matches) return true;
        foreach (var part in _matchedBytes)
            if (utf8.IndexOf(part) < 0)
                return false;
        return true;
    }

    private bool Compares(in TagValue value) => Operator switch
    {
        AttributeOperator.Equal or AttributeOperator.NotEqual =>
            string.Equals(value.ToString(), Text, StringComparison.Ordinal),
        AttributeOperator.Holds => string.Equals(value.ToString(), Text, StringComparison.Ordinal) || HasElement(value),
        AttributeOperator.Matches or AttributeOperator.NotMatches => IsMatch(value.ToString()),
        _ => Order(value) is { } order && Operator switch
        {
            AttributeOperator.Less => order < 0,
            AttributeOperator.LessOrEqual => order <= 0,
            AttributeOperator.Greater => order > 0,
            _ => order >= 0,
        },
    };

    // Looking for a text takes a small part of the time of a match.
    private bool IsMatch(string text)
    {
        foreach (var part in MatchedTexts)
            if (!text.Contains(part, StringComparison.Ordinal))
                return false;
        return _regex!.IsMatch(text);
    }

    private bool HasElement(in TagValue value)
    {
        foreach (ref readonly var item in value.AsArray)
            if (string.Equals(item.ToString(), Text, StringComparison.Ordinal))
                return true;
        return false;
    }

    // Null: the values are in no order.
    private int? Order(in TagValue value) => (value.Kind, Value.Kind) switch
    {
        (TagKind.Int, TagKind.Int) => value.AsInt.CompareTo(Value.AsInt),
        (TagKind.Int or TagKind.Double, TagKind.Int or TagKind.Double) => OrderOf(Number(value), Number(Value)),
        (TagKind.String, TagKind.String) => string.CompareOrdinal(value.AsString, Value.AsString),
        _ => null,
    };

    private static int? OrderOf(double one, double other) =>
        double.IsNaN(one) || double.IsNaN(other) ? null : one.CompareTo(other);

    private static double Number(in TagValue value) => value.Kind == TagKind.Int ? value.AsInt : value.AsDouble;

    public bool Equals(AttributeCondition? other) => other is not null && Key == other.Key
        && Operator == other.Operator && Scope == other.Scope && Value.Equals(other.Value);

    public override bool Equals(object? obj) => Equals(obj as AttributeCondition);

    public override int GetHashCode() => HashCode.Combine(Key, Operator, Scope, Text);

    /// <summary>The form that <see cref="ConditionText"/> reads.</summary>
    public override string ToString() => ConditionText.Write(this);
}
