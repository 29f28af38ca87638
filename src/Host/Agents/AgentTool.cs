using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using Tracing.Hosting.Query;
using Tracing.Keeping;
using Tracing.Storage;

namespace Tracing.Hosting.Agents;

/// <summary>A tool of the MCP endpoint: reads arguments, answers with bounded text. It changes nothing.</summary>
/// <remarks>Any thread.</remarks>
internal abstract class AgentTool : McpServerTool
{
    private readonly FrozenSet<string> _names;

    protected AgentTool(string name, string title, string description, params ImmutableArray<ToolField> fields)
    {
        fields = [.. fields, AnswerPage.MaxCharactersField];
        _names = fields.Select(static field => field.Name).ToFrozenSet(StringComparer.Ordinal);
        ProtocolTool = new Tool
        {
            Name = name,
            Title = title,
            Description = description,
            InputSchema = ToolSchema.Of(fields),
            Annotations = new ToolAnnotations
            {
                Title = title,
                ReadOnlyHint = true,
                DestructiveHint = false,
                IdempotentHint = true,
                OpenWorldHint = false,
            },
        };
    }

    public sealed override Tool ProtocolTool { get; }

    public sealed override IReadOnlyList<object> Metadata => [];

    public sealed override async ValueTask<CallToolResult> InvokeAsync(
        RequestContext<CallToolRequestParams> request, CancellationToken cancellationToken = default)
    {
        var call = Begin(request.Params?.Arguments ?? ImmutableDictionary<string, JsonElement>.Empty,
            out var page, out var fault);
        if (call is null || page is null) return Refused($"{fault}");
        try
        {
            var answer = await AnswerAsync(call, cancellationToken);
            return call.Reading.Fault is null && answer is not null
                ? Text(page.Write(answer with { Heading = [.. Notes(call.Notes), .. answer.Heading] }))
                : Refused($"{call.Reading.Fault}");
        }
        catch (Exception cause) when (cause is DamagedTraceException or StorageUnavailableException)
        {
            return Refused(cause.Message);
        }
    }

    /// <returns>Null: the call's reading has the fault.</returns>
    protected abstract Task<ToolAnswer?> AnswerAsync(ToolCall call, CancellationToken stopping);

    private ToolCall? Begin(IEnumerable<KeyValuePair<string, JsonElement>> arguments,
        out AnswerPage? page, out QueryFault? fault)
    {
        page = null;
        if (ToolArguments.Read(arguments, out fault) is not { } given) return null;
        var reading = new QueryParameters(given);
        reading.RefuseOthers(_names);
        page = AnswerPage.Read(reading);
        fault = reading.Fault;
        if (fault is not null) return null;
        // How the answer is cut is no question to the store.
        var asked = given
            .Where(static pair => pair.Key is not (AnswerPage.MaxCharactersName or AnswerPage.FromLineName))
            .ToDictionary(StringComparer.OrdinalIgnoreCase);
        var questions = new QueryCollection(asked);
        return new ToolCall(questions, new QueryParameters(questions), new QueryNotes());
    }

    private static IEnumerable<string> Notes(QueryNotes notes) =>
        notes.Lines.Select(static note => $"note: {note}");

    private static CallToolResult Text(string text) => new() { Content = [new TextContentBlock { Text = text }] };

    private static CallToolResult Refused(string problem) =>
        new() { IsError = true, Content = [new TextContentBlock { Text = problem }] };
}
