using System.Globalization;
using System.Text;

namespace Tracing.TraceQl.Parsing;

/// <summary>Reads strings in double quotes, with the escapes of Go, and in backquotes, without escapes.</summary>
internal static class TextLiteral
{
    /// <param name="at">The opening quote; afterwards the character behind the closing one, or the fault.</param>
    /// <param name="problem">Null with a null result: the quote does not end.</param>
    public static string? TryRead(string text, ref int at, out string? problem)
    {
        problem = null;
        if (text[at] == '`')
        {
            var end = text.IndexOf('`', at + 1);
            if (end < 0) return null;
            var raw = text[(at + 1)..end];
            at = end + 1;
            return raw;
        }
        var content = new StringBuilder();
        for (at++; at < text.Length && text[at] != '\n'; at++)
        {
            if (text[at] == '"')
            {
                at++;
                return content.ToString();
            }
            if (text[at] != '\\') content.Append(text[at]);
            else if (!TryEscape(text, ref at, content))
            {
                problem = "unknown escape; \\\\ is a backslash, and `text` in backquotes has no escapes";
                return null;
            }
        }
        return null;
    }

    // Leaves the position at the last character of the escape.
    private static bool TryEscape(string text, ref int at, StringBuilder to)
    {
        var escaped = at + 1 < text.Length ? text[at + 1] : '\0';
        var digits = escaped switch { 'x' => 2, 'u' => 4, 'U' => 8, _ => 0 };
        if (digits > 0)
        {
            if (at + 2 + digits > text.Length || !int.TryParse(text.AsSpan(at + 2, digits),
                NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) || !Rune.IsValid(code))
                return false;
            to.Append(new Rune(code));
            at += 1 + digits;
            return true;
        }
        char? character = escaped switch
        {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            'a' => '\a',
            'b' => '\b',
            'f' => '\f',
            'v' => '\v',
            '\\' or '"' or '\'' => escaped,
            _ => null,
        };
        if (character is null) return false;
        to.Append(character.Value);
        at++;
        return true;
    }
}
