using System.Globalization;
using Tracing.Analysis;
using Tracing.Keeping;
using Tracing.TraceQl;
using Tracing.Trees;

namespace Tracing.Hosting.Agents;

/// <summary>Ranks operations by duration or by errors.</summary>
internal sealed class RankingTool(ITraceStore store, TimeProvider time) : AgentTool("rank_operations",
    "Slowest and failing operations",
    "Ranks operations by the 95th percentile of their duration, or by their errors, over all "
    + "kept traces of a time. Each line has a trace to look at: the slowest, or one that failed.",
    [
        new ToolField("by", "slowest (default) or failing.", ToolField.Text, "slowest", "failing"),
        new ToolField("service", "Only operations of this service."),
        .. TimeFields.All,
        AnswerPage.FromLineField,
    ])
{
    protected override async Task<ToolAnswer?> AnswerAsync(ToolCall call, CancellationToken stopping)
    {
        var reading = call.Reading;
        var by = reading.Text("by") ?? "slowest";
        if (by is not ("slowest" or "failing")) reading.Report("by", "must be slowest or failing");
        var service = reading.Text("service");
        var (from, until) = TimeFields.Read(reading, time.GetUtcNow());
        if (reading.Fault is not null) return null;
        var ranking = new OperationRanking();
        var traces = await new TraceCounting(store.Noting(call.Notes), time)
            .RankAsync(ranking, service, new TraceQlRange(from, until), call.Notes, stopping);
        if (ranking.LeftOut > 0) call.Notes.Add($"{ranking.LeftOut} spans are left out: too many names");
        var ranked = by == "failing" ? ranking.Failing : ranking.Slowest;
        return new ToolAnswer(
            [$"operations: {ranked.Length}, in {traces} traces"],
            [.. ranked.Select(one => by == "failing" ? Failing(one) : Slow(one))]);
    }

    private static string Slow(RankedOperation one) => Name(one) + string.Create(CultureInfo.InvariantCulture,
        $"  p95 {Nanos.Text(one.P95Nanos)}, median {Nanos.Text(one.MedianNanos)}, max {Nanos.Text(one.MaxNanos)}, ")
        + string.Create(CultureInfo.InvariantCulture,
            $"spans {one.Count}, failed {one.Errors}; slowest {one.SlowestTrace}");

    private static string Failing(RankedOperation one) => Name(one) + string.Create(CultureInfo.InvariantCulture,
        $"  {one.Errors} of {one.Count} failed; {LineText.Of(one.Error ?? "error")}; such as {one.FailedTrace}");

    private static string Name(RankedOperation one) =>
        LineText.Of($"{one.Service}: {one.Operation} ({one.Kind.ToString().ToLowerInvariant()})");
}
