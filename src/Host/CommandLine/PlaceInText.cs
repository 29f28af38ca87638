using System.Globalization;
using System.Text.RegularExpressions;

namespace Tracing.Hosting.CommandLine;

/// <summary>Shows the place in a text that a host names as <c>line 1, column 9: …</c>.</summary>
internal static class PlaceInText
{
    private static readonly Regex _place = new(
        @"^line (\d+), column (\d+): (.*)$", RegexOptions.Singleline | RegexOptions.CultureInvariant);

    /// <returns>The problem, the line of the text, and a mark under the column; null when the problem names no
    /// place.</returns>
    public static string? Draw(string text, string problem)
    {
        var match = _place.Match(problem);
        if (!match.Success || !TryNumber(match.Groups[1], out var line) || !TryNumber(match.Groups[2], out var column))
            return null;
        var lines = text.Split('\n');
        if (line < 1 || line > lines.Length || column < 1 || column > lines[line - 1].Length + 1) return null;
        // Tabs stay tabs, so that the mark is below its character.
        var before = string.Concat(lines[line - 1][..(column - 1)].Select(static one => one == '\t' ? '\t' : ' '));
        return $"{match.Groups[3].Value}\n  {lines[line - 1]}\n  {before}^";
    }

    private static bool TryNumber(Group digits, out int number) =>
        int.TryParse(digits.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
