using System.Text;

namespace Tracing.Hosting;

/// <summary>Values of labels in Prometheus's text format: quoted, with backslash, quote and line feed
/// escaped.</summary>
internal static class LabelText
{
    public static void Append(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var c in value)
        {
            if (c == '\n') text.Append("\\n");
            else if (c is '"' or '\\') text.Append('\\').Append(c);
            else text.Append(c);
        }
        text.Append('"');
    }

    /// <summary>Name of a C# constant in the style of labels.</summary>
    public static string SnakeCase(string name)
    {
        var text = new StringBuilder();
        foreach (var c in name)
        {
            if (char.IsUpper(c) && text.Length > 0) text.Append('_');
            text.Append(char.ToLowerInvariant(c));
        }
        return text.ToString();
    }
}
