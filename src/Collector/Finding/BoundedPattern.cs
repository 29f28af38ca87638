using System.Globalization;
using System.Text.RegularExpressions;

namespace Tracing.Finding;

/// <summary>Regular expressions that anybody may send: matched in linear time, and bounded in length and in
/// repetitions.</summary>
internal static class BoundedPattern
{
    public const int MaxLength = 500;

    /// <summary>The largest product of all counts such as <c>{3,7}</c>, because an automaton grows with it.</summary>
    private const long MaxRepetitions = 1_000;

    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

    /// <summary>Makes an expression that matches whole texts, and not parts of them.</summary>
    /// <returns>Null: <paramref name="problem"/> says what is wrong.</returns>
    public static Regex? TryCreateWhole(string pattern, out string? problem)
    {
        if (TryCreate(pattern, out problem) is null) return null;
        try
        {
            return new Regex($@"\A(?:{pattern})\z", Options);
        }
        catch (ArgumentException)
        {
            problem = "a regular expression may not end with a comment";
            return null;
        }
    }

    /// <returns>Null: <paramref name="problem"/> says what is wrong.</returns>
    public static Regex? TryCreate(string pattern, out string? problem)
    {
        problem = pattern.Length > MaxLength ? $"a regular expression may have up to {MaxLength} characters"
            : Repetitions(pattern) > MaxRepetitions ? $"a regular expression may repeat up to {MaxRepetitions} times"
            : null;
        if (problem is not null) return null;
        try
        {
            return new Regex(pattern, Options);
        }
        catch (ArgumentException cause)
        {
            problem = $"not a regular expression: {cause.Message}";
        }
        catch (NotSupportedException)
        {
            problem = "a regular expression may not look around or refer to its groups";
        }
        return null;
    }

    // Counts of groups within groups multiply, so the product over the pattern bounds its length when written out.
    private static long Repetitions(string pattern)
    {
        var product = 1L;
        for (var at = pattern.IndexOf('{', StringComparison.Ordinal); at >= 0; at = pattern.IndexOf('{', at + 1))
        {
            var counts = pattern.AsSpan(at + 1);
            if (counts.IndexOf('}') is >= 0 and var end) counts = counts[..end];
            foreach (var range in counts.Split(','))
            {
                if (!long.TryParse(counts[range], NumberStyles.None, CultureInfo.InvariantCulture, out var count))
                    continue;
                product *= Math.Clamp(count, 1, MaxRepetitions + 1);
                if (product > MaxRepetitions) return product;
            }
        }
        return product;
    }
}
