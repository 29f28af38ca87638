using Tracing.Keeping;
using Tracing.Trees;

namespace Tracing.Hosting.Agents;

/// <summary>Lists the services that have traces.</summary>
internal sealed class ServicesTool(ITraceStore store) : AgentTool("list_services", "Services",
    "Lists the services that have traces, one a line.", AnswerPage.FromLineField)
{
    protected override async Task<ToolAnswer?> AnswerAsync(ToolCall call, CancellationToken stopping)
    {
        var services = await store.Noting(call.Notes).ServicesAsync(stopping);
        return new ToolAnswer(
            [services.IsEmpty ? "no service has traces here" : $"services: {services.Length}"],
            [.. services.Select(LineText.Of)]);
    }
}
