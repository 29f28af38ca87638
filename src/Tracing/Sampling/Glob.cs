namespace Tracing.Sampling;

/// <summary>A pattern: <c>*</c> is any text, <c>?</c> any one character; the rest is itself, case and all.</summary>
/// <remarks>Matching allocates nothing, and takes at most the pattern's length times the text's.</remarks>
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

    /// <summary>Matches everything; so does <c>default</c>.</summary>
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
                // Only the last star need give way: an earlier one has matched as little as it can.
                p = lastStar + 1;
                t = ++afterStar;
            }
            else return false;
        }
        return !pattern[p..].ContainsAnyExcept('*');
    }

    public override string ToString() => _pattern ?? "*";
}
