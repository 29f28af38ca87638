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
}
