using System.Globalization;
using Tracing.Hosting.Query;
using Tracing.Keeping;
using Tracing.Trees;

namespace Tracing.Hosting.Agents;

/// <summary>Shows which service or actor calls which.</summary>
internal sealed class CallGraphTool(ITraceStore store, TimeProvider time) : AgentTool("get_call_graph",
    "Who calls whom",
    "Shows which service, or which actor, calls which, with the numbers of calls and of failed calls, over all "
    + "kept traces of a time. The most frequent calls come first.",
    [
        new ToolField("by", "service (default) or actor.", ToolField.Text, "service", "actor"),
        .. TimeFields.All,
        AnswerPage.FromLineField,
    ])
{
    protected override async Task<ToolAnswer?> AnswerAsync(ToolCall call, CancellationToken stopping)
    {
        var reading = call.Reading;
        var by = reading.Text("by") ?? "service";
        if (by is not ("service" or "actor")) reading.Report("by", "must be service or actor");
        var (from, until) = TimeFields.Read(reading, time.GetUtcNow());
        if (reading.Fault is not null) return null;
        var query = new CallGraphQuery(from ?? 0, until ?? ulong.MaxValue, by == "actor");
        var (graph, traces) = await query.CountAsync(store, time, call.Notes, stopping);
        var called = graph.Edges.SelectMany(static edge => new[] { edge.From, edge.To })
            .ToHashSet(StringComparer.Ordinal);
        return new ToolAnswer(
            [$"calls between {by}s in {traces} traces"],
            [
                .. graph.Edges.OrderByDescending(static edge => edge.Calls).Select(static edge =>
                    LineText.Of($"{edge.From} -> {edge.To}  ") + Counts(edge.Calls, "calls", edge.Errors)),
                .. graph.Nodes.Where(node => !called.Contains(node.Name)).Select(static node =>
                    LineText.Of($"{node.Name}, without calls  ") + Counts(node.Spans, "spans", node.Errors)),
            ]);
    }

    private static string Counts(long count, string noun, long errors) =>
        string.Create(CultureInfo.InvariantCulture, $"{noun} {count}, failed {errors}");
}
