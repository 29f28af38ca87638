using System.Text;
using Tracing.TraceQl.Syntax;

namespace Tracing.Hosting.Query.Tempo;

/// <summary>Writes the labels of a series as Prometheus does: <c>{name="value"}</c>; names with other characters are in
/// quotes.</summary>
internal static class PrometheusLabels
{
    public static string Of(IEnumerable<(string Name, TraceQlValue Value)> labels)
    {
        var text = new StringBuilder("{");
        foreach (var (name, value) in labels)
        {
            if (text.Length > 1) text.Append(", ");
            if (name.All(static one => char.IsAsciiLetterOrDigit(one) || one == '_')) text.Append(name);
            else Quote(text, name);
            Quote(text.Append('='), $"{value}");
        }
        return text.Append('}').ToString();
    }

    private static void Quote(StringBuilder to, string text)
    {
        to.Append('"');
        foreach (var one in text)
        {
            if (one is '"' or '\\') to.Append('\\').Append(one);
            else if (one == '\n') to.Append("\\n");
            else to.Append(one);
        }
        to.Append('"');
    }
}
