using System.CommandLine;
using Tracing.Hosting.Nodes;

namespace Tracing.Hosting.CommandLine;

/// <summary>The command <c>node</c>: a host that is one node of a cluster of collectors.</summary>
internal sealed class NodeCommand
{
    private readonly NodeFlags _flags = new();

    public Command Create()
    {
        var command = new Command("node", "a host that is one node of a cluster of collectors");
        _flags.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken stopping)
    {
        var (settings, options, address) = _flags.Read(parsed);
        var (output, errors) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        await using var node = await NodeHost.StartAsync(settings, options.Hocon, options.Flags, errors.WriteLine);
        await output.WriteLineAsync($"page        {node.Host.PageAddress}");
        await output.WriteLineAsync($"OTLP/HTTP   {node.Host.OtlpHttpAddress}v1/traces");
        await output.WriteLineAsync($"OTLP/gRPC   {node.Host.OtlpGrpcAddress}");
        await output.WriteLineAsync($"Zipkin      {node.Host.ZipkinAddress}api/v2/spans");
        await output.WriteLineAsync($"{_flags.Name(parsed),-11} {address}");

        // Until Ctrl-C, or until the cluster has removed this node.
        await Task.WhenAny(node.Engine.System.WhenTerminated,
            Task.Delay(Timeout.InfiniteTimeSpan, settings.Time, stopping));
        if (!node.WasDowned) return ExitCode.Ok;
        await errors.WriteLineAsync("the cluster removed this node; start it again");
        return ExitCode.Failed;
    }
}
