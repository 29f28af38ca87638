using System.CommandLine;
using System.Runtime.InteropServices;
using System.Threading.Channels;
using Tracing.Hosting.CommandLine;
using Tracing.Hosting.Nodes;

namespace Tracing.Demo.Nodes;

/// <summary><c>./run node</c>: a node of a cluster of collectors that also takes part in the demo: it has an order desk and
/// a stock, and makes requests when the process that started it says so.</summary>
internal sealed class DemoNodeCommand(TimeProvider time)
{
    private static readonly TimeSpan _statusPause = TimeSpan.FromMilliseconds(500);

    /// <summary>Time after which a supervised node ends even if it has not stopped.</summary>
    private static readonly TimeSpan _stopTime = TimeSpan.FromSeconds(45);

    /// <summary>Longest wait for the shards to be placed.</summary>
    private static readonly TimeSpan _placeTime = TimeSpan.FromMinutes(2);

    private readonly NodeFlags _flags = new();
    private readonly Option<string> _journal = new("--journal") { Hidden = true };
    private readonly Option<bool> _supervised = new("--supervised") { Hidden = true };

    public Command Create()
    {
        var command = new Command("node", "a host that is one node of a cluster of collectors");
        foreach (var option in new Option[] { _journal, _supervised }) command.Options.Add(option);
        _flags.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken stopping)
    {
        var (settings, options, address) = _flags.Read(parsed);
        var isSupervised = parsed.GetValue(_supervised);
        var (output, errors) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        using var journal = parsed.GetValue(_journal) is { } file ? new RequestJournal(file, time) : null;
        // Ctrl-C on a terminal reaches every process of a command; the process that started this one says when to stop.
        using var interrupt = isSupervised
            ? PosixSignalRegistration.Create(PosixSignal.SIGINT, static signal => signal.Cancel = true)
            : null;

        var watch = new ShardWatch(time);
        OrderClient? client = null;
        await using var node = await NodeHost.StartAsync(settings, options.Hocon, options.Flags, errors.WriteLine, watch,
            HyperionAllowList.Of(OrderClient.Messages).For(),
            // At once: others send to it as soon as it is up.
            engine => client = new OrderClient(engine.System, journal, time));
        await StartLines.WriteAsync(output, node.Host);
        await output.WriteLineAsync($"{_flags.Name(parsed),-11} {address}");

        var status = new StatusReport(node.Host, node.Engine, client!, watch);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(isSupervised ? CancellationToken.None : stopping);
        if (isSupervised) await SuperviseAsync(client!, status, node, output, ending);
        // Until Ctrl-C, or until the cluster has removed this node.
        else await Task.WhenAny(node.Engine.System.WhenTerminated, Task.Delay(Timeout.InfiniteTimeSpan, time, ending.Token));
        var wasDowned = node.WasDowned;
        if (isSupervised) _ = EndAnywayAsync();
        if (!wasDowned) await client!.CloseAsync();
        await node.DisposeAsync();
        if (isSupervised) await output.WriteLineAsync(status.Last().ToLine());
        if (wasDowned) await errors.WriteLineAsync("the cluster removed this node; start it again");
        return wasDowned ? ExitCode.Failed : ExitCode.Ok;
    }

    private async Task SuperviseAsync(
        OrderClient client, StatusReport status, NodeHost node, TextWriter output, CancellationTokenSource ending)
    {
        var terminated = node.Engine.System.WhenTerminated;
        var orders = Channel.CreateBounded<int>(1_000);
        var making = MakeAsync();
        // Not Console.In: its asynchronous reads block the caller.
        using var input = new StreamReader(Console.OpenStandardInput());
        var told = new Supervision(input).RunAsync(count => orders.Writer.TryWrite(count),
            () => _ = node.Engine.Collector.PlaceShardsAsync(_placeTime), ending.Token);
        using var timer = new PeriodicTimer(_statusPause, time);
        var next = timer.WaitForNextTickAsync().AsTask();
        while (!told.IsCompleted && !terminated.IsCompleted)
        {
            await output.WriteLineAsync((await status.NowAsync()).ToLine());
            await output.FlushAsync();
            await Task.WhenAny(told, terminated, next);
            if (next.IsCompleted) next = timer.WaitForNextTickAsync().AsTask();
        }
        orders.Writer.TryComplete();
        await ending.CancelAsync();
        await making.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        async Task MakeAsync()
        {
            await foreach (var count in orders.Reader.ReadAllAsync(ending.Token)) await client.MakeAsync(count, ending.Token);
        }
    }

    private async Task EndAnywayAsync()
    {
        // Runs beside the stop: nobody else would end a node that hangs.
        await Task.Delay(_stopTime, time);
        await Console.Error.WriteLineAsync($"not stopped within {_stopTime}; ended");
        Environment.Exit(ExitCode.Failed);
    }
}
