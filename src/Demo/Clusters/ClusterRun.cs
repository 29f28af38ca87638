using System.Collections.Immutable;
using Tracing.Contracts;

namespace Tracing.Demo.Clusters;

/// <summary>Runs a cluster of processes from start to stop: traffic, kills and restarts, and in the end a
/// verdict.</summary>
/// <remarks>One owner. Whatever happens, no process is left behind: disposing ends them.</remarks>
internal sealed class ClusterRun : IDisposable
{
    // Long enough for a machine with fifty busy processes on two cores.
    private static readonly TimeSpan _startTime = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan _settleTime = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan _stopTime = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(50);

    private readonly ClusterPlan _plan;
    private readonly TimeProvider _time;
    private readonly Disruptions _unrest;
    private readonly List<string> _faults = [];

    public ClusterRun(ClusterPlan plan, TimeProvider time)
    {
        (_plan, _time) = (plan, time);
        Nodes = [.. plan.Ports.Select((port, index) => new ClusterNode($"n{index + 1}", port, plan))];
        Feed = new RequestFeed(plan, Nodes, time);
        _unrest = new Disruptions(plan, Nodes, Feed, time);
    }

    public ImmutableArray<ClusterNode> Nodes { get; }

    public RequestFeed Feed { get; }

    public ImmutableArray<NodeDeath> Deaths => _unrest.Deaths;

    public ImmutableArray<NodeRestart> Restarts => _unrest.Restarts;

    /// <summary>Faults of the processes themselves.</summary>
    public IReadOnlyList<string> Faults => _faults;

    /// <summary>Time from the whole cluster until all shards were placed; null: not seen.</summary>
    public TimeSpan? Placed { get; private set; }

    /// <summary>Starts all nodes, and returns when they are one cluster and all shards have a place.</summary>
    /// <returns>False: they did not become one in time; <see cref="Faults"/> says so.</returns>
    public async Task<bool> StartAsync(CancellationToken stopping)
    {
        foreach (var node in Nodes) node.Start();
        if (!await UntilAsync(IsWhole, _startTime, "the nodes did not become one cluster", stopping)) return false;
        var began = _time.GetTimestamp();
        Nodes[0].Place();
        if (!await UntilAsync(IsPlaced, _startTime, "the shards were not placed", stopping)) return false;
        Placed = _time.GetElapsedTime(began);
        return true;
    }

    /// <summary>Makes the requests, and kills and restarts meanwhile; returns when all is made and settled, or when
    /// stopped.</summary>
    public async Task MakeAsync(CancellationToken stopping)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var unrest = _unrest.RunAsync(ending.Token);
        try
        {
            using var timer = new PeriodicTimer(_look, _time);
            while (!(Feed.IsAllHandedOut && unrest.IsCompleted) && await timer.WaitForNextTickAsync(ending.Token))
            {
                Feed.Tick(_unrest.NextAt, _unrest.IsUnderWay);
                if (Ended() is { } gone)
                {
                    _faults.Add(gone);
                    break;
                }
            }
            if (_faults.Count == 0) await UntilAsync(IsSettled, _settleTime, "the requests did not end", ending.Token);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Somebody wants it to end; what was made is judged all the same.
        }
        finally
        {
            await ending.CancelAsync();
            await unrest.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        if (_unrest.Fault is { } fault) _faults.Add(fault);
    }

    /// <summary>Stops all nodes, the oldest when the others have ended, and waits for their ends.</summary>
    /// <remarks>The oldest one's singletons would wait ten seconds for a successor that stops as well.</remarks>
    public async Task StopAsync()
    {
        var oldest = Nodes.FirstOrDefault(node => node.Status.IsOldest);
        await StopAsync([.. Nodes.Where(node => node != oldest)]);
        if (oldest is not null) await StopAsync([oldest]);
    }

    public void Dispose()
    {
        foreach (var node in Nodes) node.Dispose();
    }

    private async Task StopAsync(ClusterNode[] nodes)
    {
        foreach (var node in nodes) node.Stop();
        using var patience = new CancellationTokenSource(_stopTime, _time);
        foreach (var node in nodes)
        {
            try
            {
                await node.EndedAsync(patience.Token);
                if (node.ExitCode is not (null or 0)) _faults.Add($"{node.Name} ended with exit code {node.ExitCode}; its log: {node.LogFile}");
            }
            catch (OperationCanceledException)
            {
                _faults.Add($"{node.Name} did not stop within {_stopTime.TotalSeconds} s and was killed; its log: {node.LogFile}");
                await node.KillAsync();
            }
        }
    }

    private bool IsWhole() => Nodes.All(node => node.Status.IsUp && node.Status.Members == Nodes.Length && node.Status.Unreachable == 0);

    private bool IsPlaced() => Nodes.Sum(node => node.Status.ShardCount) >= TraceShards.DefaultCount;

    private bool IsSettled() => IsWhole() && Feed.IsAllHandedOut && Nodes.All(node => node.Status is var status
        && status.Started == node.Given && status.Ended == status.Started && status.IsDrained);

    private string? Ended() => Nodes.FirstOrDefault(node => !node.IsRunning && !_unrest.IsAway(node)) is { } gone
        ? $"{gone.Name} ended by itself with exit code {gone.ExitCode}; its log: {gone.LogFile}"
        : null;

    private async Task<bool> UntilAsync(Func<bool> isSo, TimeSpan atMost, string otherwise, CancellationToken stopping)
    {
        var began = _time.GetTimestamp();
        using var timer = new PeriodicTimer(_look, _time);
        while (!isSo())
        {
            var gone = Ended();
            if (gone is not null || _time.GetElapsedTime(began) > atMost)
            {
                _faults.Add(gone ?? $"{otherwise} within {atMost.TotalSeconds} s");
                return false;
            }
            await timer.WaitForNextTickAsync(stopping);
        }
        return true;
    }
}
