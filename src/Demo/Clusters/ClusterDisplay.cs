using System.Globalization;
using Spectre.Console;

namespace Tracing.Demo.Clusters;

/// <summary>Shows the status of a running cluster: a table on a terminal, elsewhere a line every two seconds.</summary>
internal sealed class ClusterDisplay(ClusterRun run, TextWriter output, TimeProvider time)
{
    private static readonly TimeSpan _tablePause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan _linePause = TimeSpan.FromSeconds(2);

    private readonly long _began = time.GetTimestamp();
    private long _spansBefore;
    private TimeSpan _before;

    /// <summary>Until it is stopped.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            if (Console.IsOutputRedirected) await LinesAsync(stopping);
            else await AnsiConsole.Live(Draw()).StartAsync(context => TableAsync(context, stopping));
        }
        catch (OperationCanceledException)
        {
            // The run is over.
        }
    }

    private async Task LinesAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(_linePause, time);
        while (await timer.WaitForNextTickAsync(stopping)) await output.WriteLineAsync(Line());
    }

    private async Task TableAsync(LiveDisplayContext context, CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(_tablePause, time);
        while (await timer.WaitForNextTickAsync(stopping)) context.UpdateTarget(Draw());
    }

    private string Line()
    {
        var all = run.Nodes.Select(node => node.Total).ToArray();
        var nodes = string.Join(", ", run.Nodes.Select(node =>
            $"{node.Name} {State(node, $"{node.Status.ShardCount} shards")}"));
        return string.Create(CultureInfo.InvariantCulture,
            $"{time.GetElapsedTime(_began).TotalSeconds,4:0} s  {run.Feed.Handed} requests, {SpansPerSecond():0} spans/s, ")
            + $"{all.Sum(node => node.OpenTraces)} open, {all.Sum(node => node.Resent)} re-sent, {all.Sum(node => node.Lost)} lost  [{nodes}]";
    }

    private Table Draw()
    {
        var table = new Table().Border(TableBorder.Simple)
            .AddColumns("node", "process", "state", "shards", "open traces", "spans", "re-sent", "lost", "page");
        foreach (var node in run.Nodes)
        {
            var (status, total) = (node.Status, node.Total);
            table.AddRow(node.Name, node.IsRunning ? Text(node.ProcessId) : "-",
                State(node, "up"), node.IsRunning ? Text(status.ShardCount) : "-", node.IsRunning ? Text(status.OpenTraces) : "-",
                Text(total.SpansIn), Text(total.Resent), Text(total.Lost), status.Page);
        }
        table.Caption(string.Create(CultureInfo.InvariantCulture,
            $"{run.Feed.Handed} requests, {SpansPerSecond():0} spans/s; Ctrl-C ends"));
        return table;
    }

    private double SpansPerSecond()
    {
        var spans = run.Nodes.Sum(node => node.Total.SpansIn);
        var now = time.GetElapsedTime(_began);
        var perSecond = (spans - _spansBefore) / Math.Max(0.001, (now - _before).TotalSeconds);
        (_spansBefore, _before) = (spans, now);
        return Math.Max(0, perSecond);
    }

    private static string State(ClusterNode node, string up)
    {
        if (node.IsStopping) return node.IsRunning ? "leaves" : "left";
        if (!node.IsRunning) return "dead";
        return node.Status.IsUp ? up : "joins";
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
