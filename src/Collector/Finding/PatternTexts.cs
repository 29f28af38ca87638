using System.Collections.Immutable;
using System.Text;

namespace Tracing.Finding;

/// <summary>Finds texts that every match of a regular expression contains, so that an index of texts can leave out what
/// cannot match.</summary>
/// <remarks>
/// It reads the outermost sequence of the pattern alone. Groups, classes and what may be left out give no text. A
/// pattern with alternatives outside of groups, with options such as <c>(?i)</c>, or with a form that is not known here
/// gives none at all: leaving out a text is always right, naming one that a match lacks never is.
/// </remarks>
internal ref struct PatternTexts
{
    private readonly ReadOnlySpan<char> _pattern;
    private readonly ImmutableArray<string>.Builder _texts = ImmutableArray.CreateBuilder<string>();
    private readonly StringBuilder _text = new();
    private int _at;
    private int _depth;

    private PatternTexts(ReadOnlySpan<char> pattern) => _pattern = pattern;

    /// <param name="pattern">A pattern that is a regular expression.</param>
    public static ImmutableArray<string> Of(string pattern)
    {
        var reader = new PatternTexts(pattern);
        while (reader._at < pattern.Length)
            if (!reader.ReadAtom())
                return [];
        reader.EndText();
        return reader._texts.DrainToImmutable();
    }

    // False: nothing can be told of the pattern.
    private bool ReadAtom()
    {
        var letter = _pattern[_at++];
        switch (letter)
        {
            case '|': return _depth > 0;
            case '(': return BeginGroup();
            case ')':
                _depth--;
                break;
            case '[':
                if (!SkipClass()) return false;
                break;
            case '\\': return ReadEscape();
            case '.' or '^' or '$' or '*' or '+' or '?' or '{' or '}': break;
            default:
                ReadLetter(letter);
                return true;
        }
        EndText();
        SkipCount(out _);
        return true;
    }

    private void ReadLetter(char letter)
    {
        if (_depth > 0) return;
        var isCounted = SkipCount(out var isOptional);
        if (isOptional) EndText();
        else _text.Append(letter);
        // What follows a repeated letter need not follow its first one.
        if (isCounted) EndText();
    }

    private bool BeginGroup()
    {
        EndText();
        _depth++;
        if (_at == _pattern.Length || _pattern[_at] != '?') return true;
        // All other forms set options, look around, or are comments.
        var isPlain = _pattern[_at..].StartsWith("?:") || (_pattern[_at..].StartsWith("?<") && _at + 2 < _pattern.Length
            && char.IsLetter(_pattern[_at + 2]));
        _at++;
        return isPlain;
    }

    private bool ReadEscape()
    {
        if (_at == _pattern.Length) return false;
        var letter = _pattern[_at++];
        if (!char.IsAsciiLetterOrDigit(letter))
        {
            ReadLetter(letter);
            return true;
        }
        EndText();
        switch (letter)
        {
            case 'd' or 'D' or 'w' or 'W' or 's' or 'S' or 'b' or 'B' or 'A' or 'Z' or 'z'
                or 't' or 'n' or 'r' or 'f' or 'v' or 'a' or 'e':
                SkipCount(out _);
                return true;
            case 'x': return Skip(2);
            case 'u': return Skip(4);
            default: return false;
        }
    }

    private bool Skip(int letters)
    {
        _at += letters;
        if (_at > _pattern.Length) return false;
        SkipCount(out _);
        return true;
    }

    // False: a class without another class.
    private bool SkipClass()
    {
        if (_at < _pattern.Length && _pattern[_at] == '^') _at++;
        // A bracket that comes first is a letter of the class.
        if (_at < _pattern.Length && _pattern[_at] == ']') _at++;
        for (; _at < _pattern.Length; _at++)
        {
            if (_pattern[_at] == ']')
            {
                _at++;
                return true;
            }
            if (_pattern[_at] == '[') return false;
            if (_pattern[_at] == '\\') _at++;
        }
        return false;
    }

    // Skips *, +, ?, {2}, {2,} or {2,7}, with the mark for as few as possible.
    private bool SkipCount(out bool isOptional)
    {
        isOptional = false;
        if (_at == _pattern.Length) return false;
        switch (_pattern[_at])
        {
            case '*' or '?':
                isOptional = true;
                _at++;
                break;
            case '+':
                _at++;
                break;
            case '{' when Range(_pattern[_at..]) is > 0 and var length:
                isOptional = _pattern[(_at + 1)..].TrimStart('0') is ['}' or ',', ..];
                _at += length;
                break;
            default: return false;
        }
        if (_at < _pattern.Length && _pattern[_at] == '?') _at++;
        return true;
    }

    // The length of {2}, {2,} or {2,7}; 0: braces around anything else, which are letters.
    private static int Range(ReadOnlySpan<char> text)
    {
        var end = text.IndexOf('}');
        if (end < 2) return 0;
        var comma = text[..end].IndexOf(',');
        var first = text[1..(comma < 0 ? end : comma)];
        var second = comma < 0 ? [] : text[(comma + 1)..end];
        return first.IsEmpty || first.ContainsAnyExceptInRange('0', '9') || second.ContainsAnyExceptInRange('0', '9')
            ? 0 : end + 1;
    }

    private void EndText()
    {
        if (_text.Length > 0) _texts.Add(_text.ToString());
        _text.Clear();
    }
}
