using System.Collections.Immutable;
using Tracing.Assembling;
using Tracing.Closing;
using Tracing.Figures.OverTime;
using Tracing.TailSampling;
using Tracing.Wire.Spans;

namespace Tracing.Keeping;

/// <summary>Laws of figures over time that every store must pass.</summary>
public abstract class FigureContract
{
    private const FigureGroups Everything = FigureGroups.Service | FigureGroups.Operation | FigureGroups.Kind
        | FigureGroups.ActorType | FigureGroups.Outcome;

    protected abstract ITraceStore Store { get; }

    /// <summary>The store's clock, by which it judges ages.</summary>
    internal HandClock Clock { get; } = new();

    protected static TimeSpan MaxAge { get; } = TimeSpan.FromHours(1);

    [Fact]
    public async Task Stored_spans_are_counted_by_service_operation_kind_actor_type_outcome_and_minute()
    {
        var actor = new Tag("akka.actor.type", "Shop.Cashier");
        await Store.PutAsync([Exact(1, Some.Span(1, 0, 2, 1, "buy", "web"),
            Some.Span(2, 1, 0, 1, "pay", "shop", 5, 30, actor), Some.Span(3, 1, 0, 1, "pay", "shop", 60_000, 50, actor),
            Failed(4, SpanKind.Server))]);
        Assert.Equal(
            [
                ("shop", "fail", SpanKind.Server, "", true, 0, 1.0),
                ("shop", "pay", SpanKind.Unspecified, "Shop.Cashier", false, 0, 1.0),
                ("shop", "pay", SpanKind.Unspecified, "Shop.Cashier", false, 1, 1.0),
                ("web", "buy", SpanKind.Unspecified, "", false, 0, 1.0),
            ],
            (await AskAsync(Everything)).Rows.Select(row => (row.Series.Service, row.Series.Operation, row.Series.Kind,
                row.Series.ActorType, row.HasFailed, (int)(row.Minute - Begin), row.Cell.Weight)).Order());
    }

    [Fact]
    public async Task A_query_picks_and_sums_up()
    {
        await Store.PutAsync([Exact(1, Some.Span(1, 0, 2, 1, "buy", "web"), Some.Span(2, 1, 0, 1, "pay", "shop", 5, 30),
            Some.Span(3, 1, 0, 1, "pay", "shop", 60_000, 50), Failed(4, SpanKind.Server))]);
        Assert.Equal(4, await TotalAsync());
        Assert.Equal(3, Total(await AskAsync(FigureGroups.None, query => query with { Services = ["shop"] })));
        Assert.Equal(2, Total(await AskAsync(FigureGroups.None, query => query with { Operation = "pay" })));
        Assert.Equal(1, Total(await AskAsync(FigureGroups.None, query => query with { Kinds = [SpanKind.Server] })));
        Assert.Equal(1, Total(await AskAsync(FigureGroups.None, query => query with { HasFailed = true })));
        Assert.Equal(3, Total(await AskAsync(FigureGroups.None, query => query with { UntilMinute = Begin + 1 })));
        Assert.Equal(0, Total(await AskAsync(FigureGroups.None, query => query with { ActorType = "Shop.Cashier" })));
        var row = Assert.Single((await AskAsync(FigureGroups.None)).Rows);
        Assert.Equal((Begin, 4.0, 100e6), (row.Minute, row.Cell.Weight, row.Cell.SumNanos));
        var hours = new FigureQuery(Begin / 60 * 60, (Begin / 60 * 60) + 120, 60, FigureGroups.None);
        Assert.Equal(FigureLevel.Hour, hours.Level);
        Assert.Equal(4, Total((await Store.FiguresAsync(hours)).Table));
    }

    [Fact]
    public async Task A_span_is_counted_once_however_often_it_is_put()
    {
        var (root, early, late) = (Some.Span(1, 0, 2), Some.Span(2, 1), Some.Span(3, 1));
        await Store.PutAsync([Exact(1, root, early)]);
        await Store.PutAsync([Exact(1, root, early)]);
        await Store.PutAsync([Exact(1, early, late), Exact(1, late)]);
        await Store.PutAsync([Exact(1, root, early, late)]);
        Assert.Equal(3, await TotalAsync());
        Assert.Equal(3, Total(await AskAsync(Everything)));
    }

    [Fact]
    public async Task Late_spans_of_a_large_trace_are_counted_once_one_by_one_and_when_they_come_again()
    {
        const int Many = 600;
        RawSpan[] first = [.. Enumerable.Range(1, Many).Select(id => One(id))];
        await Store.PutAsync([Exact(1, first)]);
        for (var late = 1; late <= 20; late++)
        {
            await Store.PutAsync([Exact(1, One(Many + late), One(late))]);
            Assert.Equal(Many + late, await TotalAsync());
        }
        await Store.PutAsync([Exact(1, first)]);
        await Store.PutAsync([Exact(1, first)]);
        Assert.Equal(Many + 20, await TotalAsync());
        Assert.Equal(Many + 20, (await Store.GetAsync(Some.Trace(1)))!.Raw.Length);
    }

    [Fact]
    public async Task Figures_are_those_of_the_distinct_spans_whatever_the_parts_are()
    {
        var random = new Random(27);
        var seen = new HashSet<(int, int)>();
        for (var put = 0; put < 60; put++)
        {
            await Store.PutAsync([.. Enumerable.Range(0, random.Next(1, 4)).Select(_ =>
            {
                var trace = random.Next(1, 5);
                int[] ids = [.. Enumerable.Repeat(0, random.Next(1, 30)).Select(_ => random.Next(1, 400)).Distinct()];
                foreach (var id in ids) seen.Add((trace, id));
                return Exact(trace, [.. ids.Select(id => One(id, trace, $"op {id % 7}", id * 400))]);
            })]);
        }
        Assert.Equal(seen.Count, await TotalAsync());
        Assert.Equal(seen.Count, Total(await AskAsync(Everything)));
        foreach (var group in seen.GroupBy(one => $"op {one.Item2 % 7}"))
        {
            var found = await AskAsync(FigureGroups.None, query => query with { Operation = group.Key });
            Assert.Equal(group.Count(), Total(found));
        }
    }

    [Fact]
    public async Task A_sampled_span_counts_for_all_for_which_it_stands()
    {
        var decision = new TraceDecision(true, "some", "one in four", 4);
        await Store.PutAsync([Exact(1, Some.Span(1), Some.Raw(new SpanData
        {
            TraceId = Some.Trace(1),
            SpanId = Some.Id(2),
            ParentSpanId = Some.Id(1),
            TraceState = "ot=th:8",
            StartUnixNanos = Some.Span(1).StartUnixNanos,
            EndUnixNanos = Some.Span(1).EndUnixNanos,
        })) with { Decision = decision }]);
        Assert.Equal(4 + (4 * 2), await TotalAsync());
    }

    [Fact]
    public async Task Durations_are_known_to_two_percent_and_the_shortest_and_longest_exactly()
    {
        var random = new Random(5);
        int[] millis = [.. Enumerable.Range(0, 500).Select(_ => (int)Math.Pow(10, random.NextDouble() * 4))];
        await Store.PutAsync([Exact(1, [.. millis.Select((took, i) => One(i + 1, millis: took))])]);
        Array.Sort(millis);
        var cell = Assert.Single((await AskAsync(FigureGroups.None)).Rows).Cell;
        foreach (var quantile in (double[])[0.01, 0.5, 0.9, 0.95, 0.99])
        {
            var right = millis[(int)Math.Ceiling(quantile * millis.Length) - 1] * 1e6;
            Assert.InRange(cell.QuantileNanos(quantile)!.Value, right * 0.978, right * 1.022);
        }
        Assert.Equal((millis[0] * 1e6, millis[^1] * 1e6), (cell.QuantileNanos(0), cell.QuantileNanos(1)));
        Assert.Equal(millis.Sum() * 1e6, cell.SumNanos);
    }

    [Fact]
    public async Task The_slowest_and_the_failed_traces_are_named()
    {
        await Store.PutAsync([.. Enumerable.Range(1, 9).Select(trace => Exact(trace, One(1, trace, millis: trace)))]);
        await Store.PutAsync([Exact(20, Failed(1, SpanKind.Server, 20))]);
        var rows = (await AskAsync(FigureGroups.Outcome)).Rows.OrderBy(row => row.HasFailed).ToArray();
        Assert.Equal([9, 8], rows[0].Cell.Exemplars.Select(one => (int)one.TraceId.Low));
        Assert.Equal([20], rows[1].Cell.Exemplars.Select(one => (int)one.TraceId.Low));
    }

    [Fact]
    public async Task Beyond_the_bound_of_series_spans_are_counted_as_others()
    {
        await Store.PutAsync([Exact(1, [.. Enumerable.Range(1, 3_000).Select(id => One(id, name: $"op {id}"))])]);
        var answer = await AskAsync(FigureGroups.Operation);
        Assert.True(answer.IsOverflowed);
        Assert.Equal(3_000, Total(answer));
        Assert.Equal(2_500, answer.Rows.Single(row => row.Series.Operation == "other").Cell.Weight);
    }

    [Fact]
    public async Task Figures_are_the_same_after_they_were_merged_and_stay_when_traces_are_removed()
    {
        const int Operations = 150, Minutes = 40;
        for (var again = 1; again <= 3; again++)
        {
            Clock.Advance(TimeSpan.FromSeconds(20));
            await Store.PutAsync([Exact(again, [.. Enumerable.Range(0, Operations * Minutes).Select(at =>
                One(at + 1, again, $"op {at % Operations}", at / Operations * 60_000, 1 + (at % 90)))])]);
            var rows = (await AskAsync(Everything)).Rows.ToArray();
            Assert.Equal(Operations * Minutes, rows.Length);
            Assert.All(rows, row => Assert.Equal(again, row.Cell.Weight));
        }
        Clock.Advance(MaxAge);
        await Store.PutAsync([Exact(9, Some.Span(1, 0, 0, 9, startMillis: 3_600_000))]);
        await UntilGoneAsync(1);
        var hour = Begin / 60 * 60;
        Assert.Equal((3 * Operations * Minutes) + 1,
            Total((await Store.FiguresAsync(new FigureQuery(hour, hour + 180, 60, FigureGroups.None))).Table));
    }

    [Fact]
    public async Task Figures_that_are_too_old_are_removed()
    {
        const int Spans = 6_000, Hours = 4;
        foreach (var trace in (int[])[1, 2, 3])
        {
            var begin = (trace - 1) * Hours * 3_600_000;
            await Store.PutAsync([Exact(trace, [.. Enumerable.Range(1, Spans).Select(id =>
                One(id, trace, $"op {id % 200}", begin + (id / 200 % 30 * 60_000)))])]);
            Clock.Advance(TimeSpan.FromHours(Hours));
        }
        var hour = Begin / 60 * 60;
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        for (var again = 10; await CountAsync(hour, 60) + await CountAsync(Begin, 1) > 0; again++)
        {
            deadline.Token.ThrowIfCancellationRequested();
            // Some stores do it now and then, with a put.
            Clock.Advance(TimeSpan.FromSeconds(11));
            await Store.PutAsync([Exact(again, Some.Span(1, 0, 0, again, startMillis: 3 * Hours * 3_600_000))]);
        }
        Assert.Equal(Spans, await CountAsync(hour + (2 * Hours * 60), 60));

        async Task<double> CountAsync(long from, long minutes) =>
            Total((await Store.FiguresAsync(new FigureQuery(from, from + minutes, minutes, FigureGroups.None))).Table);
    }

    /// <summary>The minute of the first span.</summary>
    protected static long Begin { get; } = FigureWindow.MinuteOf(Some.Time);

    protected static ClosedTrace Closed(int trace, int revision, Completeness completeness,
        params ImmutableArray<RawSpan> spans) =>
        new(Some.Trace(trace), revision, completeness, spans, 0, Some.Time);

    private async Task UntilGoneAsync(int trace)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (await Store.GetAsync(Some.Trace(trace)) is not null) await pause.WaitForNextTickAsync(deadline.Token);
    }

    private static ClosedTrace Exact(int trace, params RawSpan[] spans) =>
        Closed(trace, 0, Completeness.Exact, [.. spans]);

    // The root, or a child of it.
    private static RawSpan One(int id, int trace = 1, string? name = null, int startMillis = 0, int millis = 10) =>
        Some.Span(id, id == 1 ? 0 : 1, null, trace, name, "shop", startMillis, millis);

    private static RawSpan Failed(int id, SpanKind kind, int trace = 1) => Some.Raw(new SpanData
    {
        TraceId = Some.Trace(trace),
        SpanId = Some.Id(id),
        ParentSpanId = id == 1 ? default : Some.Id(1),
        Name = "fail",
        Kind = kind,
        Status = SpanStatus.Error,
        StartUnixNanos = Some.Span(1).StartUnixNanos,
        EndUnixNanos = Some.Span(1).EndUnixNanos,
    });

    private static double Total(FigureTable table) => table.Rows.Sum(row => row.Cell.Weight);

    private async Task<double> TotalAsync() => Total(await AskAsync(FigureGroups.None));

    // The hours after the first span: minute by minute when figures are kept apart, else in one step.
    private async Task<FigureTable> AskAsync(FigureGroups by, Func<FigureQuery, FigureQuery>? more = null)
    {
        const int Long = 100;
        var query = new FigureQuery(Begin, Begin + Long, by == Everything ? 1 : Long, by);
        var answer = await Store.FiguresAsync(more?.Invoke(query) ?? query);
        Assert.False(answer.IsDamaged);
        Assert.Equal(0, answer.SinceMinute);
        return answer.Table;
    }
}
