using System.Text.RegularExpressions;

namespace Tracing.TailSampling.Policies;

/// <summary>Tests of an attribute's value.</summary>
public static class ValueTests
{
    /// <summary>It is there.</summary>
    public static Predicate<TagValue> Exists { get; } = static value => value.Kind != TagKind.Empty;

    /// <summary>As text, case and all; numbers and booleans as they are written.</summary>
    public static Predicate<TagValue> Is(string text) =>
        value => string.Equals(value.AsString ?? value.ToString(), text, StringComparison.Ordinal);

    /// <summary>A number within these bounds, which are included.</summary>
    public static Predicate<TagValue> IsFrom(double min, double max) => value => value.Kind switch
    {
        TagKind.Int => value.AsInt >= min && value.AsInt <= max,
        TagKind.Double => value.AsDouble >= min && value.AsDouble <= max,
        _ => false,
    };

    /// <summary>A text in which the pattern is found. Anybody may send the text, so matching takes linear
    /// time.</summary>
    /// <exception cref="ArgumentException">It is no pattern, or one that cannot be matched in linear time.</exception>
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
