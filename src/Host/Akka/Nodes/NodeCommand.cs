using System.CommandLine;
using System.Runtime.InteropServices;
using System.Threading.Channels;
using Tracing.Clustering;
using Tracing.Collecting;
using Tracing.Hosting.CommandLine;
using Tracing.Hosting.Engines;

namespace Tracing.Hosting.Nodes;

/// <summary><c>./run node</c>: a host that is one node of a cluster of collectors.</summary>
internal sealed class NodeCommand(TimeProvider time)
{
    // Traces of a cluster's demo: a node is asked to do as it is told, and nothing by itself.
    private static readonly TimeSpan _statusPause = TimeSpan.FromMilliseconds(500);

    /// <summary>A supervised node that has not stopped by then ends all the same.</summary>
    private static readonly TimeSpan _stopTime = TimeSpan.FromSeconds(45);

    private readonly EngineFlags _engine = new(SettingFlags.OfHost());
    private readonly Option<string> _name = new("--name") { Description = "what it is called on its output (node)" };
    private readonly Option<string> _host = new("--host") { Description = "address under which other nodes find this one (127.0.0.1)" };
    private readonly Option<string> _port = new("--port") { Description = "port for other nodes, 1 to 65535 (4053)" };
    private readonly Option<string[]> _seeds = new("--seed")
    {
        Description = "host:port of a node to join; several times, the same on all nodes, the first may start the cluster",
        AllowMultipleArgumentsPerToken = false,
    };
    private readonly Option<string> _journal = new("--journal") { Hidden = true };
    private readonly Option<bool> _supervised = new("--supervised") { Hidden = true };

    public Command Create()
    {
        var command = new Command("node", "a host that is one node of a cluster of collectors");
        foreach (var option in new Option[] { _name, _host, _port, _seeds, _journal, _supervised }) command.Options.Add(option);
        _engine.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken stopping)
    {
        var (_, request, config) = _engine.Read(parsed);
        var settings = HostSettings.Read(config);
        var address = NodeAddress.Read(parsed.GetValue(_host), parsed.GetValue(_port), parsed.GetValue(_seeds) ?? []);
        var isSupervised = parsed.GetValue(_supervised);
        var output = parsed.InvocationConfiguration.Output;
        using var journal = parsed.GetValue(_journal) is { } file ? new RequestJournal(file, time) : null;
        // Ctrl-C on a terminal reaches all processes of a command; the one that started this one says when it is time.
        using var interrupt = isSupervised ? PosixSignalRegistration.Create(PosixSignal.SIGINT, static signal => signal.Cancel = true) : null;

        var watch = new ShardWatch(time);
        ClusterEngine? engine = null;
        OrderClient? client = null;
        await using var host = await TracingHost.StartAsync(settings, sink =>
        {
            engine = ClusterEngine.Start(
                request.Hocon.Length > 0 ? request.Hocon : ClusterDefaults.Hocon,
                [.. request.Flags, .. address.Overrides()], request.Assembler, new TraceSinks(sink, watch),
                setup: HyperionAllowList.Of(OrderClient.Messages).For());
            // At once: others send to it as soon as it is up.
            client = new OrderClient(engine.System, journal, time);
            return engine;
        },
            parsed.InvocationConfiguration.Error.WriteLine,
            store => engine is null ? store : ClusterTraceStore.Start(engine.System, store), CancellationToken.None);
        if (engine is null || client is null) return ExitCode.Failed;
        await output.WriteLineAsync($"page        {host.PageAddress}");
        await output.WriteLineAsync($"OTLP/HTTP   {host.OtlpHttpAddress}v1/traces");
        await output.WriteLineAsync($"{parsed.GetValue(_name) ?? "node",-11} {address}");
        var status = new StatusReport(host, engine, client, watch);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(isSupervised ? CancellationToken.None : stopping);
        if (isSupervised) await SuperviseAsync(client, status, engine, output, ending);
        // Until Ctrl-C, or until the cluster has gone on without it.
        else await Task.WhenAny(engine.System.WhenTerminated, Task.Delay(Timeout.InfiniteTimeSpan, time, ending.Token));
        var wasDowned = engine.System.WhenTerminated.IsCompleted;
        if (isSupervised) _ = EndAnywayAsync();
        if (!wasDowned) await client.CloseAsync();
        await host.DisposeAsync();
        if (isSupervised) await output.WriteLineAsync(status.Last().ToLine());
        if (wasDowned) await parsed.InvocationConfiguration.Error.WriteLineAsync("the cluster went on without this node; start it again");
        return wasDowned ? ExitCode.Failed : ExitCode.Ok;
    }

    private async Task SuperviseAsync(
        OrderClient client, StatusReport status, ClusterEngine engine, TextWriter output, CancellationTokenSource ending)
    {
        var orders = Channel.CreateBounded<int>(1_000);
        var making = MakeAsync();
        // Not Console.In: its asynchronous reading holds up whoever calls it.
        using var input = new StreamReader(Console.OpenStandardInput());
        var told = new Supervision(input).RunAsync(count => orders.Writer.TryWrite(count), ending.Token);
        using var timer = new PeriodicTimer(_statusPause, time);
        var next = timer.WaitForNextTickAsync().AsTask();
        while (!told.IsCompleted && !engine.System.WhenTerminated.IsCompleted)
        {
            await output.WriteLineAsync(status.Now().ToLine());
            await output.FlushAsync();
            await Task.WhenAny(told, engine.System.WhenTerminated, next);
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
        // A watch over the stop, which runs beside it: nobody else would end a node that hangs.
        await Task.Delay(_stopTime, time);
        await Console.Error.WriteLineAsync($"not stopped within {_stopTime}; ended");
        Environment.Exit(ExitCode.Failed);
    }
}
