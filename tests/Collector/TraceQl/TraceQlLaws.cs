using System.Collections.Immutable;
using FsCheck.Fluent;
using Tracing.Assembling;
using Tracing.Closing;
using Tracing.Finding;
using Tracing.Keeping;
using Tracing.TraceQl.Figures;

namespace Tracing.TraceQl;

/// <summary>Laws of TraceQL that every store must pass: any query finds what a look at every trace finds.</summary>
public abstract class TraceQlLaws
{
    private static readonly string[] _figures =
    [
        "count_over_time() by (.k)", "rate() by (resource.service.name, name)", "count_over_time() by (status, kind)",
        "quantile_over_time(duration, .5) by (span.k)", "sum_over_time(span.k) by (resource.host.name)",
        "histogram_over_time(duration) by (.flag)", "count_over_time() by (event.exception.type, event:name)",
        "avg_over_time(.k) by (instrumentation:name)", "max_over_time(duration) by (span.akka.actor.path)",
        "count_over_time() by (parent.k)", "count_over_time() by (statusMessage, trace:completeness)",
    ];

    protected abstract ITraceStore Store { get; }

    [Fact]
    public async Task A_random_query_finds_the_same_traces_and_spans_as_a_look_at_every_trace()
    {
        var all = await FillAsync();
        var search = new TraceQlSearch(Store, TimeProvider.System, TimeSpan.FromMinutes(5));
        var matches = 0;
        Law.Holds(AnyTraceQl.Query, any =>
        {
            var query = TraceQlQuery.TryParse(any.Text, out var fault);
            Assert.True(query is not null, $"{any.Text}: {fault}");
            var expected = all.Where(trace => any.Selects([.. trace.Decode()]).Length > 0)
                .OrderByDescending(trace => TraceRank.Of(trace, TraceOrder.Newest)).ToArray();
            var found = search.FindAsync(query, TraceQlRange.All, 1_000).GetAwaiter().GetResult();
            Assert.Equal(expected.Select(trace => trace.TraceId.Low), found.Traces.Select(trace => trace.TraceId.Low));
            Assert.All(found.Traces, trace => Assert.Equal(
                any.Selects([.. trace.Decode()]).Select(at => trace.Raw[at].SpanId.Value),
                query.Match(trace)!.Spansets.SelectMany(set => set.Spans).Select(span => span.Span.SpanId.Value)));
            matches += expected.Length;
        }, cases: 400);
        Assert.True(matches > 1_000, $"the queries matched {matches} times only");
    }

    [Fact]
    public async Task The_pages_of_a_search_have_every_match_once_and_in_order()
    {
        await FillAsync();
        var search = new TraceQlSearch(Store, TimeProvider.System, TimeSpan.FromMinutes(5));
        var query = TraceQlQuery.TryParse("{ status = error } || { .k = 1 }", out _)!;
        foreach (var order in new[] { TraceOrder.Newest, TraceOrder.Slowest })
        {
            var all = await search.FindAsync(query, new(null, null, order), 1_000);
            var pages = new List<KeptTrace>();
            var range = new TraceQlRange(null, null, order);
            for (TraceQlResult page; ; range = range with { After = page.Next })
            {
                page = await search.FindAsync(query, range, 7);
                pages.AddRange(page.Traces);
                if (page.Next is null) break;
            }
            Assert.True(pages.Count > 20);
            Assert.Equal(all.Traces.Select(trace => trace.TraceId), pages.Select(trace => trace.TraceId));
        }
    }

    [Fact]
    public async Task Random_figures_over_time_are_those_of_a_look_at_every_trace()
    {
        var all = await FillAsync();
        var others = new MemoryTraceStore(1 << 30);
        await others.PutAsync([.. all.Select(trace => new ClosedTrace(
            trace.TraceId, 0, trace.Completeness, trace.Raw, 0, Some.Time) { Decision = trace.Decision })]);
        // Not whole minutes, for which figures could be kept.
        var steps = new TraceQlSteps(SmallWorld.Start - 1, 5_000_000_000, 8);
        var spans = 0.0;
        Law.Holds(Gen.Zip(AnyTraceQl.Query, Gen.Elements(_figures)), asked =>
        {
            var query = TraceQlQuery.TryParse($"{asked.Item1.Text} | {asked.Item2}", out var fault);
            Assert.True(query is not null, $"{asked.Item1.Text} | {asked.Item2}: {fault}");
            var (expected, found) = (Lines(others, query), Lines(Store, query));
            Assert.Equal(expected, found);
            spans += expected.Length;
        }, cases: 400);
        Assert.True(spans > 1_000, $"the queries gave {spans} series only");

        string[] Lines(ITraceStore store, TraceQlQuery query) =>
        [
            .. new TraceQlMetrics(store, TimeProvider.System, TimeSpan.FromMinutes(5)).EvaluateAsync(query, steps)
                .GetAwaiter().GetResult().Series.Select(series => $"{string.Join(' ', series.Labels)}: "
                    + string.Join(' ', series.Values.Select(value => $"{value:0.000000}"))).Order(StringComparer.Ordinal),
        ];
    }

    [Fact]
    public async Task A_range_asks_for_traces_that_ran_in_it()
    {
        var all = await FillAsync();
        var (from, until) = (SmallWorld.Start + 9_000_000_000, SmallWorld.Start + 10_000_000_000);
        var found = await new TraceQlSearch(Store, TimeProvider.System).FindAsync(TraceQlQuery.All, new(from, until), 1_000);
        var expected = all.Where(trace => trace.Summary.StartUnixNanos <= until
            && trace.Summary.StartUnixNanos + trace.Summary.DurationNanos >= from).ToArray();
        Assert.NotInRange(expected.Length, 0, 20);
        Assert.NotInRange(expected.Length, all.Length - 20, all.Length);
        Assert.Equal(expected.Select(trace => trace.TraceId).Order(), found.Traces.Select(trace => trace.TraceId).Order());
    }

    private Task<KeptTrace[]> FillAsync() => AnyTraces.FillAsync(Store);
}
