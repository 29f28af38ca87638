using System.Text.Json;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Tracing.Hosting.Agents;

/// <summary>The SDK's client, connected to a host over HTTP.</summary>
internal sealed class AgentClient : IAsyncDisposable
{
    private AgentClient(McpClient client) => Client = client;

    public McpClient Client { get; }

    public static async Task<AgentClient> ConnectAsync(RunningHost host, string? token = null)
    {
        var transport = new HttpClientTransport(new HttpClientTransportOptions
        {
            Endpoint = new Uri(host.Host.PageAddress, AgentEndpoint.Path),
            TransportMode = HttpTransportMode.StreamableHttp,
            AdditionalHeaders = token is null ? null
                : new Dictionary<string, string> { ["Authorization"] = $"Bearer {token}" },
        });
        return new AgentClient(await McpClient.CreateAsync(transport));
    }

    public async Task<string> AskAsync(string tool, params (string Name, object? Value)[] arguments)
    {
        var result = await CallAsync(tool, arguments);
        Assert.False(result.IsError == true, TextOf(result));
        return TextOf(result);
    }

    public async Task<string> RefusedAsync(string tool, params (string Name, object? Value)[] arguments)
    {
        var result = await CallAsync(tool, arguments);
        Assert.True(result.IsError, TextOf(result));
        return TextOf(result);
    }

    public ValueTask DisposeAsync() => Client.DisposeAsync();

    private ValueTask<CallToolResult> CallAsync(string tool, (string Name, object? Value)[] arguments) =>
        Client.CallToolAsync(tool, arguments.ToDictionary(pair => pair.Name, pair => pair.Value));

    private static string TextOf(CallToolResult result) => Assert
        .IsType<TextContentBlock>(Assert.Single(result.Content)).Text.ReplaceLineEndings("\n");
}
