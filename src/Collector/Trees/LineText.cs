namespace Tracing.Trees;

/// <summary>Makes one line of a text that anybody may have sent: its line breaks and control characters must not reach
/// a terminal.</summary>
public static class LineText
{
    public static string Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Any(char.IsControl)
            ? string.Concat(text.Select(character => char.IsControl(character) ? ' ' : character))
            : text;
    }
}
