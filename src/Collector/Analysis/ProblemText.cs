using System.Globalization;
using System.Text;
using Tracing.Trees;

namespace Tracing.Analysis;

/// <summary>Writes which spans of a trace failed, and which messages were never handled, a line for each with its span
/// id.</summary>
public static class ProblemText
{
    /// <summary>Maximum number of spans written; a last line counts the rest.</summary>
    private const int MaxLines = 20;

    /// <summary>Returns the empty string for a trace without such spans.</summary>
    public static string Of(IReadOnlyList<TraceSpan> spans)
    {
        ArgumentNullException.ThrowIfNull(spans);
        // The span that failed first is the likely cause of those that failed after it.
        var troubled = spans.Where(span => span.IsError || Undelivered(span) is not null)
            .OrderBy(span => span.Span.EndUnixNanos).ThenByDescending(span => span.Span.StartUnixNanos).ToArray();
        if (troubled.Length == 0) return "";
        var text = new StringBuilder("failed, in the order in which they ended").AppendLine();
        foreach (var span in troubled.Take(MaxLines))
        {
            text.Append("  ").Append(span.Span.SpanId).Append("  ").Append(LineText.Of(span.Span.Name)).Append(" (")
                .Append(LineText.Of(span.Service)).Append(')');
            if (span.IsError) text.Append(": ").Append(LineText.Of(TreeText.Error(span.Span)));
            if (Undelivered(span) is { } reason) text.Append(", undelivered: ").Append(LineText.Of(reason));
            text.AppendLine();
        }
        if (troubled.Length > MaxLines)
            text.AppendLine(CultureInfo.InvariantCulture, $"… and {troubled.Length - MaxLines} more");
        return text.ToString();
    }

    private static string? Undelivered(TraceSpan span) => span.Span[TracingTags.Undelivered].AsString;
}
