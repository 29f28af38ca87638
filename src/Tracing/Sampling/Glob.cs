namespace Tracing.Sampling;

/// <summary>A pattern in which <c>*</c> matches any text and <c>?</c> any one character. All else matches itself,
/// case-sensitive.</summary>
/// <remarks>Matching allocates nothing; its steps are bounded by the pattern's length times the text's.</remarks>
public readonly record struct Glob
{
    public const int MaxLength = 256;

    private readonly string? _pattern;

    /// <exception cref="ArgumentException">The pattern is empty or longer than 256 characters.</exception>
    public Glob(string pattern)
    {
        ArgumentException.ThrowIfNullOrEmpty(pattern);
        if (pattern.Length > MaxLength)
            throw new ArgumentException("must have at most 256 characters", nameof(pattern));
        _pattern = pattern;
    }

    /// <summary>A pattern that matches every text; so does <c>default</c>.</summary>
    public static Glob Anything => default;

    public bool Matches(ReadOnlySpan<char> text)
    {
        var pattern = _pattern.AsSpan();
        if (pattern is "" or "*") return true;
        int p = 0, t = 0, lastStar = -1, afterStar = 0;
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                lastStar = p++;
                afterStar = t;
            }
            else if (p < pattern.Length && (pattern[p] == '?' || pattern[p] == text[t]))
            {
                p++;
                t++;
            }
            else if (lastStar >= 0)
            {
                // Only the last star has to match one more character: earlier ones match as little as they can.
                p = lastStar + 1;
                t = ++afterStar;
            }
            else return false;
        }
        return !pattern[p..].ContainsAnyExcept('*');
    }

    public override string ToString() => _pattern ?? "*";
}
