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
        GarbagePauses.Shorten();
        var (settings, options, address) = _flags.Read(parsed);
        var (output, errors) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        var status = StatusLine.On(errors, settings.Time);
        await using var node = await NodeHost.StartAsync(settings, options.Hocon, options.Flags, status.Tell);
        await StartLines.WriteAsync(output, node.Host);
        await output.WriteLineAsync($"{_flags.Name(parsed),-11} {address}");

        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var showing = status.RunAsync(node.Host, ending.Token);
        // Until Ctrl-C, or until the cluster has removed this node.
        await Task.WhenAny(node.Engine.System.WhenTerminated,
            Task.Delay(Timeout.InfiniteTimeSpan, settings.Time, stopping));
        await ending.CancelAsync();
        await showing;
        if (!node.WasDowned) return ExitCode.Ok;
        await errors.WriteLineAsync("the cluster removed this node; start it again");
        return ExitCode.Failed;
    }
}
