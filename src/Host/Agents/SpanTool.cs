using Tracing.Hosting.Query;
using Tracing.Keeping;

namespace Tracing.Hosting.Agents;

/// <summary>Shows spans of a trace with all that they have.</summary>
internal sealed class SpanTool(ITraceStore store, AnswerLimits limits) : AgentTool("get_span", "Spans with attributes",
    "Shows one span of a trace, or all with a name: times, status, attributes, events with their stack traces, links "
    + "and resource.",
    new ToolField("id", "Trace id, 1 to 32 hexadecimal digits.") { IsRequired = true },
    new ToolField("span", "Span id of 16 hexadecimal digits, or the exact name of spans.") { IsRequired = true },
    AnswerPage.FromLineField)
{
    protected override async Task<ToolAnswer?> AnswerAsync(ToolCall call, CancellationToken stopping)
    {
        if (call.Required("span") is not { } wanted) return null;
        if (await TraceLookup.FindAsync(call, "id", store, limits, stopping) is not { } trace) return null;
        var spans = trace.Decode()
            .Where(one => one.Span.Name == wanted
                || one.Span.SpanId.ToString().Equals(wanted, StringComparison.OrdinalIgnoreCase))
            .OrderBy(one => one.Span.StartUnixNanos).ToArray();
        if (spans.Length > 0)
            return new ToolAnswer([$"spans: {spans.Length}"], [.. spans.SelectMany(one => SpanText.Lines(one, trace))]);
        call.Reading.Report("span", "must be the id or the exact name of a span of this trace; get_trace shows them");
        return null;
    }
}
