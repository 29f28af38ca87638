using Tracing.Trees;

namespace Tracing.Analysis;

public class OperationRankingTests
{
    private static TraceSpan Span(int trace, string name, int millis, bool isError = false) =>
        TraceSpan.Decode(Some.Raw(new SpanData
        {
            TraceId = Some.Trace(trace),
            SpanId = Some.Id(1),
            Name = name,
            EndUnixNanos = (ulong)millis * 1_000_000,
            Status = isError ? SpanStatus.Error : SpanStatus.Unset,
            StatusMessage = isError ? $"broke in {trace}" : null,
        }));

    private static OperationRanking Ranking(params TraceSpan[] spans)
    {
        var ranking = new OperationRanking();
        foreach (var span in spans) Add(ranking, span);
        return ranking;
    }

    private static void Add(OperationRanking ranking, TraceSpan span) =>
        ranking.Add(span, span.Span.TraceId, span.Span.DurationNanos);

    [Fact]
    public void The_slowest_operation_is_first_and_names_its_slowest_trace()
    {
        var slowest = Ranking(Span(1, "fast", 2), Span(2, "slow", 10), Span(3, "slow", 400), Span(4, "slow", 12)).Slowest;
        Assert.Equal(["slow", "fast"], slowest.Select(one => one.Operation));
        Assert.Equal((3, Some.Trace(3), 400_000_000UL), (slowest[0].Count, slowest[0].SlowestTrace, slowest[0].MaxNanos));
        Assert.InRange(slowest[0].MedianNanos, 11_800_000UL, 12_200_000UL);
        Assert.InRange(slowest[0].P95Nanos, 392_000_000UL, 400_000_000UL);
    }

    [Fact]
    public void Operations_that_fail_most_are_first_and_those_that_do_not_are_left_out()
    {
        var failing = Ranking(Span(1, "rarely", 1, isError: true), Span(2, "often", 1, isError: true),
            Span(3, "often", 1, isError: true), Span(4, "never", 9)).Failing;
        Assert.Equal(["often", "rarely"], failing.Select(one => one.Operation));
        Assert.Equal((2, Some.Trace(2), "broke in 2"), (failing[0].Errors, failing[0].FailedTrace, failing[0].Error));
    }

    [Fact]
    public void Operations_beyond_the_bound_are_left_out_and_counted()
    {
        var ranking = new OperationRanking(maxOperations: 1);
        Add(ranking, Span(1, "a", 1));
        Add(ranking, Span(2, "b", 1));
        Add(ranking, Span(3, "a", 1));
        Assert.Equal((1, 1L), (ranking.Slowest.Length, ranking.LeftOut));
    }
}
