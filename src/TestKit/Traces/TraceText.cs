using System.Text;
using Tracing.Closing;

namespace Tracing.Testing;

/// <summary>A trace as a tree of lines, the same in each run: no ids, no times.</summary>
internal static class TraceText
{
    /// <summary>Levels that are indented; deeper spans say how deep they are instead.</summary>
    private const int IndentedLevels = 24;

    /// <summary>Spans in the text of a failure; an approval's text has them all.</summary>
    private const int LinesInFailure = 200;

    public static string Of(ProbedTrace trace, TraceTextOptions options)
    {
        var text = new StringBuilder(Head(trace));
        Tree(text, trace, options.InOrder, options, int.MaxValue);
        return text.ToString();
    }

    /// <summary>The text below the first lines of a failed assertion.</summary>
    public static string InFailure(ProbedTrace trace, bool inOrder = false)
    {
        var text = new StringBuilder("\n\n").Append(Head(trace));
        Tree(text, trace, inOrder, TraceTextOptions.Default, LinesInFailure);
        return text.ToString();
    }

    public static string Count(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";

    public static string Kind(Completeness completeness) => completeness.Kind switch
    {
        CompletenessKind.Exact => "exact",
        CompletenessKind.Settled => "settled",
        _ => $"partial ({SpanText.Lower(completeness.Reason)})",
    };

    private static string Head(ProbedTrace trace) => (trace.IsOpen ? "open" : Kind(trace.Completeness))
        + (trace.Revision > 0 ? $", revision {trace.Revision}" : "") + $", {Count(trace.Spans.Length, "span")}";

    private static void Tree(StringBuilder text, ProbedTrace trace, bool inOrder, TraceTextOptions options, int maxLines)
    {
        var shape = inOrder ? trace.Tree : trace.Tree.Sorted();
        // By depth: whether the branch at that level has ended.
        var isLast = new List<bool>();
        var lastSiblings = LastSiblings(shape);
        for (var i = 0; i < Math.Min(shape.Nodes.Count, maxLines); i++)
        {
            var node = shape.Nodes[i];
            if (isLast.Count > node.Depth) isLast.RemoveRange(node.Depth, isLast.Count - node.Depth);
            isLast.Add(lastSiblings[i]);
            var indent = new StringBuilder();
            for (var level = 1; level < Math.Min(node.Depth, IndentedLevels); level++)
                indent.Append(isLast[level] ? "   " : "│  ");
            text.Append('\n').Append(indent);
            if (node.Depth > 0) text.Append(isLast[node.Depth] ? "└─ " : "├─ ");
            if (node.Depth > IndentedLevels) text.Append('(').Append(node.Depth).Append(" deep) ");
            var span = node.Span < 0 ? null : trace.Spans[node.Span];
            text.Append(Line(node, span));
            if (span is null) continue;
            var below = node.Depth == 0 ? "" : isLast[node.Depth] ? "   " : "│  ";
            Details(text, span, options, $"\n{indent}{below}{(node.Children.Count > 0 ? "│  " : "   ")}  ");
        }
        if (shape.Nodes.Count > maxLines) text.Append("\n… and ").Append(Count(shape.Nodes.Count - maxLines, "more span"));
    }

    private static string Line(ShapeNode node, ProbedSpan? span) =>
        span is not null ? SpanText.Line(span)
        : node.Name == ShapeNode.Missing ? "? (this span is missing)"
        : $"{SpanText.OneLine(node.Name)}  [still running]";

    private static void Details(StringBuilder text, ProbedSpan span, TraceTextOptions options, string newLine)
    {
        if (options.Services) text.Append(newLine).Append("service ").Append(SpanText.OneLine(span.Service));
        foreach (var tag in span.Tags.Where(tag => options.Shows(tag.Key)).OrderBy(tag => tag.Key, StringComparer.Ordinal))
            text.Append(newLine).Append(tag.Key).Append(" = ").Append(SpanText.Value(tag.Value));
        if (!options.Events) return;
        foreach (var happened in span.Events)
            text.Append(newLine).Append("event ").Append(SpanText.Event(happened.Name, happened.Tags.AsSpan()));
    }

    private static bool[] LastSiblings(Shape shape)
    {
        var isLast = new bool[shape.Nodes.Count];
        if (shape.Roots.Count > 0) isLast[shape.Roots[^1]] = true;
        foreach (var node in shape.Nodes)
            if (node.Children.Count > 0) isLast[node.Children[^1]] = true;
        return isLast;
    }
}
