using Tracing.Hosting.Query;
using Tracing.Keeping;

namespace Tracing.Hosting.Agents;

/// <summary>Shows one trace.</summary>
internal sealed class TraceTool(ITraceStore store, AnswerLimits limits) : AgentTool("get_trace", "One trace",
    "Shows a trace as text: its completeness with the reason and what is missing, the spans that failed and the "
    + "messages that were never handled with their span ids, the longest waits in mailboxes with the messages that "
    + "were ahead, the critical path (the steps that made the trace take as long as it took), and all spans as a tree. "
    + "get_span has the attributes of a span.",
    new ToolField("id", "Trace id, 1 to 32 hexadecimal digits.") { IsRequired = true }, AnswerPage.FromLineField)
{
    protected override async Task<ToolAnswer?> AnswerAsync(ToolCall call, CancellationToken stopping)
    {
        if (await TraceLookup.FindAsync(call, "id", store, limits, stopping) is not { } trace) return null;
        var text = TraceText.Of(trace);
        return new ToolAnswer([text.Heading.TrimEnd()], text.LinesTreeLast());
    }
}
