using System.Text;
using Tracing.Closing;

namespace Tracing.Trees;

/// <summary>Writes a trace for a terminal: one line for each span, indented by its depth.</summary>
public static class TreeText
{
    /// <summary>Maximum indentation in levels; the line of a deeper span says its depth instead.</summary>
    private const int IndentedLevels = 24;

    /// <summary>Maximum number of spans written; a last line counts the rest.</summary>
    private const int MaxLines = 2_000;

    public static string Of(TraceId traceId, Completeness completeness, IReadOnlyList<TraceSpan> spans) =>
        Heading(traceId, completeness, spans) + Lines(spans);

    /// <summary>Returns the line above the tree, with its line end: id, completeness, numbers and duration.</summary>
    public static string Heading(TraceId traceId, Completeness completeness, IReadOnlyList<TraceSpan> spans)
    {
        ArgumentNullException.ThrowIfNull(spans);
        var text = new StringBuilder();
        var services = spans.Select(s => s.Service).Distinct(StringComparer.Ordinal).Count();
        var start = spans.Count == 0 ? 0 : spans.Min(s => s.Span.StartUnixNanos);
        var end = spans.Count == 0 ? 0 : spans.Max(s => s.Span.EndUnixNanos);
        text.Append("trace ").Append(traceId).Append("  ").Append(completeness).Append("  ")
            .Append(Count(spans.Count, "span")).Append(", ").Append(Count(services, "service")).Append(", ")
            .AppendLine(Nanos.Text(end > start ? end - start : 0));
        return text.ToString();
    }

    /// <summary>Returns the tree alone.</summary>
    public static string Lines(IReadOnlyList<TraceSpan> spans)
    {
        ArgumentNullException.ThrowIfNull(spans);
        var text = new StringBuilder();
        var start = spans.Count == 0 ? 0 : spans.Min(s => s.Span.StartUnixNanos);
        var tree = TraceTree.Of(spans);
        var nameWidth = NameWidth(tree);
        var serviceWidth = spans.Count == 0 ? 0 : spans.Max(s => Math.Min(s.Service.Length, 24));
        var isLast = new List<bool>();
        var lines = 0;
        Walk(tree, (node, last) =>
        {
            if (++lines > MaxLines) return;
            if (isLast.Count > node.Depth) isLast.RemoveRange(node.Depth, isLast.Count - node.Depth);
            isLast.Add(last);
            Line(text, node, isLast, start, nameWidth, serviceWidth);
        });
        if (lines > MaxLines) text.AppendLine($"… and {Count(lines - MaxLines, "more span")}");
        return text.ToString();
    }

    private static void Walk(TraceTree tree, Action<TraceNode, bool> visit)
    {
        var last = new bool[tree.Nodes.Length];
        if (!tree.Roots.IsEmpty) last[tree.Roots[^1]] = true;
        for (var i = 0; i < tree.Nodes.Length; i++)
        {
            var node = tree.Nodes[i];
            if (!node.ChildIndexes.IsEmpty) last[node.ChildIndexes[^1]] = true;
            visit(node, last[i]);
        }
    }

    private static int NameWidth(TraceTree tree)
    {
        var width = 0;
        foreach (var node in tree.Nodes)
            width = Math.Max(width, Math.Min(node.Depth, IndentedLevels) * 3 + Math.Min(Name(node).Length, 48));
        return Math.Min(width, 96);
    }

    private static void Line(
        StringBuilder text, TraceNode node, List<bool> isLast, ulong start, int nameWidth, int serviceWidth)
    {
        var from = text.Length;
        for (var level = 0; level < Math.Min(node.Depth, IndentedLevels); level++)
            text.Append(isLast[level] ? "   " : "│  ");
        text.Append(isLast[node.Depth] ? "└─ " : "├─ ");
        if (node.Depth > IndentedLevels) text.Append('(').Append(node.Depth).Append(" deep) ");
        text.Append(Name(node));
        if (node.Span is not { } span)
        {
            text.AppendLine();
            return;
        }
        text.Append(' ', Math.Max(0, nameWidth + 3 - (text.Length - from))).Append("  ");
        text.Append(span.Service.PadRight(serviceWidth)).Append("  ");
        text.Append(('+' + Nanos.Text(span.Span.StartUnixNanos - start)).PadLeft(9)).Append("  ");
        text.Append(Nanos.Text(span.Span.DurationNanos).PadLeft(8));
        if (span.WireNanos > 0) text.Append("  on the wire ").Append(Nanos.Text(span.WireNanos));
        if (span.MailboxWaitNanos > 0) text.Append("  waited ").Append(Nanos.Text(span.MailboxWaitNanos));
        Remarks(text, span, node.IsInCycle);
        text.AppendLine();
    }

    private static void Remarks(StringBuilder text, TraceSpan span, bool isInCycle)
    {
        if (span.IsError) text.Append("  ✗ ").Append(LineText.Of(Error(span.Span)));
        if (span.Span[TracingTags.Undelivered].AsString is { } reason) text.Append("  undelivered: ").Append(reason);
        if (span.Span[TracingTags.Stashed].AsBool) text.Append("  stashed");
        if (span.Span[TracingTags.Detached].AsBool) text.Append("  detached");
        if (span.Span[TracingTags.Unhandled].AsBool) text.Append("  unhandled");
        if (isInCycle) text.Append("  its ancestors lead back to itself");
    }

    /// <summary>Returns the type of the exception, if there is one, and the status description of a span that
    /// failed.</summary>
    public static string Error(SpanData span)
    {
        ArgumentNullException.ThrowIfNull(span);
        foreach (var happened in span.Events)
            foreach (var tag in happened.Tags)
                if (tag.Key == "exception.type" && tag.Value.AsString is { } type)
                    return $"{type[(type.LastIndexOf('.') + 1)..]}: {span.StatusMessage}";
        return span.StatusMessage ?? "error";
    }

    private static string Name(TraceNode node) => node.Span is { } span
        ? LineText.Of(span.Span.Name)
        : $"(span {node.SpanId} is missing)";

    private static string Count(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";
}
