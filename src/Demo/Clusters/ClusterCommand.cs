using System.Collections.Immutable;
using System.CommandLine;
using Tracing.Configuration;
using Tracing.Hosting.CommandLine;

namespace Tracing.Demo.Clusters;

/// <summary><c>./run cluster</c>: several nodes as processes of this machine, traffic over all of them, and a
/// verdict.</summary>
internal sealed class ClusterCommand(TimeProvider time)
{
    private readonly Option<string> _nodes = new("--nodes") { Description = "processes, 1 to 16 (3)" };
    private readonly Option<string> _requests = new("--requests") { Description = "how many, then a verdict; 1 to 10000000 (until Ctrl-C)" };
    private readonly Option<string> _kill = new("--kill") { Description = "so many times a random node is killed with kill -9 and started again, 0 to 100 (0)" };
    private readonly Option<string> _restart = new("--restart")
    {
        Description = "so many times a node is stopped in order and started again, each node in its turn, 0 to 100 (0)",
    };

    private readonly Option<string> _rate = new("--rate") { Description = "requests a second, of all nodes together, 1 to 100000 (300)" };
    private readonly Option<string> _underLoad = new("--under-load")
    {
        Description = "so many further processes keep the machine busy meanwhile, 0 to 200 (0)",
    };

    private readonly Option<string> _data = new("--data") { Description = "empty folder for data, journals and logs (a temporary one)" };
    private readonly Option<string> _config = new("--config") { Description = "a HOCON file for each node (as hocon/cluster.conf)" };

    public Command Create()
    {
        var command = new Command("cluster", "a cluster of processes on this machine, with traffic over all of them");
        foreach (var option in new Option[] { _nodes, _requests, _kill, _restart, _rate, _underLoad, _data, _config })
            command.Options.Add(option);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken stopping)
    {
        var plan = Read(parsed);
        var output = parsed.InvocationConfiguration.Output;
        using var load = new BusyProcesses(plan.BusyProcesses);
        using var run = new ClusterRun(plan, time);
        await output.WriteLineAsync($"{plan.Nodes} nodes; data and logs in {plan.Folder}");
        var isStarted = false;
        try
        {
            isStarted = await run.StartAsync(stopping);
        }
        catch (OperationCanceledException)
        {
            // Before there was anything to judge.
        }
        if (isStarted)
        {
            foreach (var node in run.Nodes)
                await output.WriteLineAsync($"{node.Name}  process {node.ProcessId}, 127.0.0.1:{node.Port}, "
                    + $"page {node.Status.Page}, OTLP {node.Status.Door}v1/traces");
            using var ended = new CancellationTokenSource();
            var showing = new ClusterDisplay(run, output, time).RunAsync(ended.Token);
            await run.MakeAsync(stopping);
            await ended.CancelAsync();
            await showing;
            // It may take as long as the cluster needs to get over a dead node.
            await output.WriteLineAsync("the nodes stop; then what they stored is held against what the clients wrote down …");
        }
        await run.StopAsync();
        if (!isStarted)
        {
            foreach (var fault in run.Faults) await output.WriteLineAsync(fault);
            return ExitCode.Failed;
        }
        var verdict = await ClusterVerdict.ReadAsync(run.Nodes, plan.Folder, run.Deaths, time);
        ClusterSummary.Write(output, run, verdict, plan);
        var isWhole = plan.Requests == 0 || stopping.IsCancellationRequested || verdict.Requests == plan.Requests;
        if (!isWhole) await output.WriteLineAsync($"{plan.Requests} requests were to be made");
        // Through a door anybody may send; with a number of requests nobody but the demo is to.
        var isClaimed = verdict[RequestOutcome.Wrong] == 0 && (verdict.Strangers == 0 || plan.Requests == 0);
        return isClaimed && isWhole && run.Faults.Count == 0 ? ExitCode.Ok : ExitCode.Failed;
    }

    private ClusterPlan Read(ParseResult parsed)
    {
        var flags = new ConfigReader(new OptionSource(parsed, _nodes, _requests, _kill, _restart, _rate, _underLoad));
        var nodes = flags.Int("--nodes", 3, 1, 16);
        var requests = parsed.GetValue(_requests) is null ? 0 : flags.Int("--requests", 1, 1, 10_000_000);
        var kills = flags.Int("--kill", 0, 0, 100);
        if (kills > 0 && nodes < 2) throw flags.Refuse("--kill", $"{kills}", "needs a second node");
        var restarts = flags.Int("--restart", 0, 0, 100);
        if (restarts > 0 && nodes < 2) throw flags.Refuse("--restart", $"{restarts}", "needs a second node");
        ImmutableArray<string> nodeFlags = parsed.GetValue(_config) is { } file ? ["--config", Path.GetFullPath(file)] : [];
        return new ClusterPlan(nodes, requests, kills, restarts, flags.Int("--rate", 300, 1, 100_000),
            flags.Int("--under-load", 0, 0, 200), Folder(parsed.GetValue(_data)), ClusterPlan.FreePorts(nodes),
            nodeFlags);
    }

    private static string Folder(string? named)
    {
        if (named is null) return Directory.CreateTempSubdirectory("tracing-cluster-").FullName;
        try
        {
            var folder = Directory.CreateDirectory(named).FullName;
            return Directory.EnumerateFileSystemEntries(folder).Any()
                ? throw new ConfigurationException("--data", named, "must be empty: what is there would be judged too")
                : folder;
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException("--data", named, cause.Message);
        }
    }
}
