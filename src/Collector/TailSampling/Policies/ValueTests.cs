using System.Text.RegularExpressions;

namespace Tracing.TailSampling.Policies;

/// <summary>Tests of an attribute's value.</summary>
internal static class ValueTests
{
    /// <summary>The attribute has a value.</summary>
    public static Predicate<TagValue> Exists { get; } = static value => value.Kind != TagKind.Empty;

    /// <summary>The value, as text, is equal to the given text; case matters.</summary>
    public static Predicate<TagValue> Is(string text) =>
        value => string.Equals(value.AsString ?? value.ToString(), text, StringComparison.Ordinal);

    /// <summary>The value is a number within two bounds, which are included.</summary>
    public static Predicate<TagValue> IsFrom(double min, double max) => value => value.Kind switch
    {
        TagKind.Int => value.AsInt >= min && value.AsInt <= max,
        TagKind.Double => value.AsDouble >= min && value.AsDouble <= max,
        _ => false,
    };

    /// <summary>The value is a text in which the pattern is found. Matching takes linear time, because anybody may send
    /// the text.</summary>
    /// <exception cref="ArgumentException">The pattern is no regular expression, or cannot be matched in linear
    /// time.</exception>
    public static Predicate<TagValue> Matches(string pattern)
    {
        try
        {
            var regex = new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            return value => value.AsString is { } text && regex.IsMatch(text);
        }
        catch (NotSupportedException cause)
        {
            throw new ArgumentException("lookarounds and backreferences are not supported", nameof(pattern), cause);
        }
    }
}
