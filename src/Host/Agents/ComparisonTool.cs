using System.Globalization;
using Tracing.Analysis;
using Tracing.Hosting.Query;
using Tracing.Keeping;
using Tracing.Trees;

namespace Tracing.Hosting.Agents;

/// <summary>Compares two traces.</summary>
internal sealed class ComparisonTool(ITraceStore store, AnswerLimits limits) : AgentTool("compare_traces",
    "Compare two traces",
    "Puts two traces beside each other as one tree: for each place the duration before and after, the change, spans "
    + "that are gone or new, and spans that failed in one trace only. For why one request was slow and another was "
    + "not.",
    new ToolField("before", "Trace id of the first, such as one that was fast.") { IsRequired = true },
    new ToolField("after", "Trace id of the second, such as one that was slow.") { IsRequired = true },
    AnswerPage.FromLineField)
{
    /// <summary>Deeper spans are indented as these.</summary>
    private const int MaxIndent = 24;

    protected override async Task<ToolAnswer?> AnswerAsync(ToolCall call, CancellationToken stopping)
    {
        if (await TraceLookup.FindAsync(call, "before", store, limits, stopping) is not { } before
            || await TraceLookup.FindAsync(call, "after", store, limits, stopping) is not { } after)
            return null;
        var (left, right) = (TraceTree.Of(before.Decode()), TraceTree.Of(after.Decode()));
        var rows = TraceComparison.Of(left, right);
        return new ToolAnswer(
            [
                $"before  {TraceLine.Of(before)}", $"after   {TraceLine.Of(after)}",
                $"{"before",9}  {"after",9}  {"change",10}  span",
            ],
            [.. rows.Select(row => Line(row, NodeAt(left, row.Before), NodeAt(right, row.After)))]);
    }

    private static string Line(ComparedSpan row, TraceNode? before, TraceNode? after)
    {
        var named = (before ?? after)?.Span;
        var change = before is null ? "new" : after is null ? "gone"
            : row.DurationChangeNanos == 0 ? "=" : (row.DurationChangeNanos < 0 ? "-" : "+")
                + Nanos.Text((ulong)Math.Abs(Math.Max(row.DurationChangeNanos, -long.MaxValue)));
        var failed = (before?.Span?.IsError == true, after?.Span?.IsError == true) switch
        {
            (true, true) => "  failed in both",
            (true, false) => "  failed before",
            (false, true) => "  failed after",
            _ => "",
        };
        var indent = new string(' ', Math.Min(row.Depth, MaxIndent) * 2);
        return string.Create(CultureInfo.InvariantCulture,
            $"{Duration(before),9}  {Duration(after),9}  {change,10}  {indent}")
            + (named is null ? "(a missing span)" : LineText.Of($"{named.Span.Name} ({named.Service})")) + failed;
    }

    private static TraceNode? NodeAt(TraceTree tree, int? index) => index is { } at ? tree.Nodes[at] : null;

    private static string Duration(TraceNode? node) =>
        node?.Span is { } span ? Nanos.Text(span.Span.DurationNanos) : "-";
}
