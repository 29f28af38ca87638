using System.Collections.Immutable;
using System.Globalization;

namespace Tracing.Demo.Clusters;

/// <summary>The last lines of <c>./run cluster</c>.</summary>
internal static class ClusterSummary
{
    public static void Write(TextWriter to, ClusterRun run, ClusterVerdict verdict, ClusterPlan plan)
    {
        to.WriteLine();
        Line("requests", $"{verdict.Requests}");
        Line("exact", $"{verdict[RequestOutcome.Exact] + verdict[RequestOutcome.Undelivered]}"
            + (verdict[RequestOutcome.Undelivered] is > 0 and var undelivered
                ? $", {undelivered} of them with a message that found its node dead, and says so" : ""));
        if (run.Deaths.Length > 0)
        {
            Line("partial, by a kill", $"{verdict[RequestOutcome.Partial]}");
            if (verdict.Partial is { } example) Line("  such as", example);
            Line("gone, by a kill", $"{verdict[RequestOutcome.Gone]} of which nothing was stored when their client was killed");
        }
        Line("wrong", $"{verdict[RequestOutcome.Wrong]}");
        foreach (var wrong in verdict.Wrong) Line("  ", wrong);
        if (verdict.Strangers != 0) Line("traces that nobody made", $"{verdict.Strangers}");
        if (run.Placed is { } placed) Line("all shards placed", $"after {Seconds(placed)}");
        Line("spans stored", $"{verdict.Spans}, each once");
        Line("re-sent", $"{run.Nodes.Sum(node => node.Total.Resent)} batches, {run.Nodes.Sum(node => node.Total.ResentBytes)} bytes of spans");
        Line("repeats dropped", $"{run.Nodes.Sum(node => node.Total.Duplicates)} spans");
        Line("lost", $"{run.Nodes.Sum(node => node.Total.Lost)} spans, for want of room");
        Line("in several stores", $"{verdict.InSeveral} traces, united by their ids");
        foreach (var death in run.Deaths)
        {
            Line($"{death.Node} killed", (death.Moved is { } moved
                ? $"first trace of its shards closed elsewhere after {Seconds(moved)}"
                : "no trace of its shards closed elsewhere before it was back") + Unstored(death));
        }
        foreach (var restart in run.Restarts) Line($"{restart.Node} left in order", Text(restart));
        if (run.Restarts.Length > 0) Line("restarts in order", $"{run.Restarts.Length}, {Longest(run.Restarts)}");
        foreach (var fault in run.Faults) Line("fault", fault);
        if (plan.BusyProcesses > 0)
        {
            Line("under load", $"{plan.BusyProcesses} processes kept the machine busy, which has "
                + $"{Environment.ProcessorCount} cores");
        }
        Line("data and logs", plan.Folder);

        void Line(string name, string text) => to.WriteLine($"{name,-24} {text}");
    }

    private static string Text(NodeRestart restart) => $"{restart.Shards} shards, " + (restart.Moved is { } moved
        ? $"first trace of them closed elsewhere after {Seconds(moved)}"
        : "no trace of them closed elsewhere before it was back")
        + $"; ended after {Seconds(restart.Ended)}; {restart.ShardsAgain} shards when it was back";

    private static string Unstored(NodeDeath death) => death.StoredUpTo > DateTimeOffset.MinValue
        ? $"; its spans were stored up to {Seconds(death.Killed - death.StoredUpTo)} before"
        : "; it had not said up to when its spans were stored";

    private static string Longest(ImmutableArray<NodeRestart> restarts) =>
        restarts.Max(restart => restart.Moved) is { } moved
        ? $"{Seconds(moved)} at the longest from the stop to the first trace closed elsewhere"
        : "without a trace that closed elsewhere";

    private static string Seconds(TimeSpan time) =>
        string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s");
}
