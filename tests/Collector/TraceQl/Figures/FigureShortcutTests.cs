using System.Collections.Immutable;
using System.Globalization;
using Tracing.Assembling;
using Tracing.Closing;
using Tracing.Figures.OverTime;
using Tracing.Keeping;
using Tracing.TailSampling;

namespace Tracing.TraceQl.Figures;

/// <summary>Metrics queries that figures over time answer, compared with those that look at each span.</summary>
public sealed class FigureShortcutTests
{
    private const ulong Minute = 60_000_000_000;

    private static readonly ulong _begin = Some.Span(1).StartUnixNanos / Minute * Minute;

    private readonly HandClock _clock = new();

    [Theory]
    [InlineData("{ } | rate()")]
    [InlineData("{ } | count_over_time() by (resource.service.name)")]
    [InlineData("{ } | count_over_time() by (kind, name)")]
    [InlineData("{ } | rate() by (span.akka.actor.type)")]
    [InlineData("{ span.akka.actor.type = \"Shop.Cashier\" } | count_over_time()")]
    [InlineData("{ status = error } | rate() by (resource.service.name)")]
    [InlineData("{ status != error && kind = server } | count_over_time()")]
    [InlineData("{ resource.service.name = \"shop\" && name = \"op 1\" } | max_over_time(duration)")]
    [InlineData("{ kind = server } | min_over_time(duration) by (name)")]
    [InlineData("{ } | sum_over_time(duration) by (resource.service.name)")]
    [InlineData("{ } | avg_over_time(duration)")]
    [InlineData("{ } | histogram_over_time(duration) by (kind)")]
    [InlineData("{ } | quantile_over_time(duration, 0, 0.5, 0.95, 1) by (name)")]
    [InlineData("{ } | sum_over_time(duration) by (name) | topk(2)")]
    [InlineData("{ name = \"nobody\" } | rate()")]
    public async Task An_answer_of_whole_minutes_comes_from_figures_and_is_the_same_as_from_the_spans(string query)
    {
        var store = await FilledAsync();
        foreach (var minutes in (ulong[])[1, 3])
        {
            var steps = new TraceQlSteps(_begin, minutes * Minute, 12);
            var quick = await new TraceQlMetrics(store, _clock).EvaluateAsync(Parse(query), steps);
            Assert.Equal(0, quick.Inspected);
            var slow = await new TraceQlMetrics(new WithoutFigures(store), _clock).EvaluateAsync(Parse(query), steps);
            Assert.Equal(Names(slow), Names(quick));
            foreach (var series in slow.Series)
            {
                var other = quick.Series.Single(one => Name(one) == Name(series));
                // A quantile is known to 2.2 percent here and to one percent there, and not below a nanosecond.
                var (error, least) = query.Contains("quantile", StringComparison.Ordinal) ? (0.033, 2e-9) : (1e-9, 0);
                Assert.All(series.Values.Zip(other.Values), pair => Assert.True(pair.First is { } right
                    ? Math.Abs(right - pair.Second!.Value) <= (error * right) + least : pair.Second is null,
                        $"{pair} of {Name(series)}"));
            }
        }
    }

    [Theory]
    [InlineData("{ name =~ \"op.*\" } | rate()")]
    [InlineData("{ .akka.actor.type = \"Shop.Cashier\" } | rate()")]
    [InlineData("{ duration > 1s } | rate()")]
    [InlineData("{ status = unset } | rate()")]
    [InlineData("{ name = \"op 1\" || name = \"op 2\" } | rate()")]
    [InlineData("{ } | rate() by (status)")]
    [InlineData("{ } | rate() by (rootName)")]
    [InlineData("{ } | avg_over_time(traceDuration)")]
    [InlineData("{ } > { } | rate()")]
    [InlineData("{ } | count() > 1 | rate()")]
    public async Task A_query_that_needs_more_looks_at_the_spans(string query) =>
        Assert.True((await new TraceQlMetrics(await FilledAsync(), _clock).EvaluateAsync(
            Parse(query), new TraceQlSteps(_begin, Minute, 12))).Inspected > 0);

    [Fact]
    public async Task Steps_that_are_not_whole_minutes_and_times_of_which_no_minutes_are_kept_look_at_the_spans()
    {
        var store = await FilledAsync();
        TraceQlSteps[] uneven = [new(_begin + 1, Minute, 12), new(_begin, Minute / 2, 24),
            TraceQlSteps.Whole(_begin + 5, _begin + (12 * Minute))];
        foreach (var steps in uneven)
        {
            var found = await new TraceQlMetrics(store, _clock).EvaluateAsync(Parse("{ } | rate()"), steps);
            Assert.True(found.Inspected > 0);
        }
        _clock.Advance(FigureWindow.MinutesKept + TimeSpan.FromMinutes(2));
        Assert.True((await new TraceQlMetrics(store, _clock).EvaluateAsync(
            Parse("{ } | rate()"), new TraceQlSteps(_begin, Minute, 12))).Inspected > 0);
        // Hours are kept longer.
        const ulong Hour = 60 * Minute;
        var hours = await new TraceQlMetrics(store, _clock).EvaluateAsync(
            Parse("{ } | count_over_time()"), new TraceQlSteps(_begin / Hour * Hour, Hour, 3));
        Assert.Equal(0, hours.Inspected);
        Assert.Equal(300 * 5.5, Assert.Single(hours.Series).Values.Sum());
    }

    // 300 spans of 100 traces over eleven minutes; each other trace stands for ten.
    private async Task<MemoryTraceStore> FilledAsync()
    {
        var store = new MemoryTraceStore(MemoryTraceStore.DefaultMaxBytes, null, _clock);
        var random = new Random(3);
        await store.PutAsync([.. Enumerable.Range(1, 100).Select(trace => new ClosedTrace(
            Some.Trace(trace), 0, Completeness.Exact,
            [.. Enumerable.Range(1, 3).Select(id => Some.Raw(new SpanData
            {
                TraceId = Some.Trace(trace),
                SpanId = Some.Id(id),
                ParentSpanId = id == 1 ? default : Some.Id(1),
                Name = $"op {random.Next(4)}",
                Kind = id == 1 ? SpanKind.Server : SpanKind.Consumer,
                Status = random.Next(5) == 0 ? SpanStatus.Error : SpanStatus.Unset,
                StartUnixNanos = _begin + ((ulong)trace * 6_500_000_000),
                EndUnixNanos = _begin + ((ulong)trace * 6_500_000_000) + (ulong)Math.Pow(10, random.NextDouble() * 10),
                Tags = id == 2 ? [new Tag("akka.actor.type", "Shop.Cashier")] : ImmutableArray<Tag>.Empty,
            }, id == 3 ? "bank" : "shop"))], 0, Some.Time)
            {
                Decision = TraceDecision.KeptByDefault with { Weight = trace % 2 == 0 ? 10 : 1 },
            })]);
        return store;
    }

    private static string[] Names(TraceQlFigures figures) =>
        [.. figures.Series.Select(Name).Order(StringComparer.Ordinal)];

    private static string Name(TraceQlSeries series) => string.Join(' ', series.Labels.Select(
        label => string.Create(CultureInfo.InvariantCulture, $"{label.Name}={label.Value}")));

    private static TraceQlQuery Parse(string text)
    {
        var query = TraceQlQuery.TryParse(text, out var fault);
        Assert.True(query is { IsMetrics: true }, $"{fault}");
        return query;
    }

    private sealed class WithoutFigures(ITraceStore store) : ITraceStore
    {
        public StoreCounts Counts => store.Counts;

        public ValueTask PutAsync(ImmutableArray<ClosedTrace> traces, CancellationToken stopping = default) =>
            store.PutAsync(traces, stopping);

        public ValueTask<KeptTrace?> GetAsync(TraceId id, CancellationToken stopping = default) =>
            store.GetAsync(id, stopping);

        public ValueTask<ImmutableArray<KeptTrace>> FindAsync(TraceQuery query, CancellationToken stopping = default) =>
            store.FindAsync(query, stopping);

        public ValueTask<ImmutableArray<string>> ServicesAsync(CancellationToken stopping = default) =>
            store.ServicesAsync(stopping);

        public ValueTask<ImmutableArray<Operation>> OperationsAsync(string service,
            CancellationToken stopping = default) =>
            store.OperationsAsync(service, stopping);

        public ValueTask<FigureAnswer> FiguresAsync(FigureQuery query, CancellationToken stopping = default) =>
            ValueTask.FromResult(FigureAnswer.None);
    }
}
