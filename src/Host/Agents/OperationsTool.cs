using Tracing.Keeping;
using Tracing.Trees;

namespace Tracing.Hosting.Agents;

/// <summary>Lists the operations of a service.</summary>
internal sealed class OperationsTool(ITraceStore store) : AgentTool("list_operations", "Operations of a service",
    "Lists the span names of a service with their kinds, one a line. Spans of an actor are named after its type and "
    + "the type of the message.",
    new ToolField("service", "Name of the service, as list_services writes it.") { IsRequired = true },
    AnswerPage.FromLineField)
{
    protected override async Task<ToolAnswer?> AnswerAsync(ToolCall call, CancellationToken stopping)
    {
        if (call.Required("service") is not { } service) return null;
        var operations = await store.Noting(call.Notes).OperationsAsync(service, stopping);
        var heading = operations.IsEmpty ? $"no traces have a service {LineText.Of(service)}"
            : $"operations: {operations.Length}";
        return new ToolAnswer([heading],
            [.. operations.Select(one => $"{LineText.Of(one.Name)} ({one.Kind.ToString().ToLowerInvariant()})")]);
    }
}
