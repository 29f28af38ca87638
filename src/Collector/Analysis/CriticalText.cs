using System.Globalization;
using System.Text;
using Tracing.Trees;

namespace Tracing.Analysis;

/// <summary>Writes the critical path for a terminal: a line for each step, with its share of the whole.</summary>
public static class CriticalText
{
    /// <summary>Maximum number of steps written; a last line counts the rest.</summary>
    private const int MaxLines = 50;

    /// <summary>Returns the empty string for a tree without spans.</summary>
    public static string Of(TraceTree tree)
    {
        var steps = CriticalPath.Of(tree);
        if (steps.IsEmpty) return "";
        var text = new StringBuilder();
        var whole = steps[^1].ToUnixNanos - steps[0].FromUnixNanos;
        text.Append("critical path, ").AppendLine(Nanos.Text(whole));
        // The shortest ones explain least.
        var shown = steps.OrderByDescending(step => step.Nanos).Take(MaxLines).ToHashSet();
        foreach (var step in steps)
        {
            if (!shown.Contains(step)) continue;
            text.Append(Nanos.Text(step.Nanos).PadLeft(12));
            text.Append(CultureInfo.InvariantCulture, $"{step.Nanos * 100.0 / Math.Max(whole, 1),5:0}%  ");
            text.Append(Name(tree.Nodes[step.Node])).Append(": ").AppendLine(Kind(step.Kind));
        }
        if (steps.Length > shown.Count)
            text.AppendLine(CultureInfo.InvariantCulture, $"… and {steps.Length - shown.Count} shorter steps");
        return text.ToString();
    }

    private static string Name(TraceNode node) => node.Span is { } span
        ? LineText.Of(span.Span.Name)
        : $"(span {node.SpanId} is missing)";

    private static string Kind(CriticalStepKind kind) => kind switch
    {
        CriticalStepKind.Handling => "handled",
        CriticalStepKind.MailboxWait => "waited in the mailbox",
        CriticalStepKind.Wire => "on the wire",
        _ => "unknown, the child's message left later",
    };
}
