using System.Globalization;
using Tracing.Assembling;
using Tracing.Closing;
using Tracing.Figures;
using Tracing.Keeping;
using Tracing.TailSampling;

namespace Tracing.TraceQl.Figures;

public class MetricsTests
{
    private const ulong Milli = 1_000_000, Second = 1_000 * Milli;

    private readonly MemoryTraceStore _store = new(MemoryTraceStore.DefaultMaxBytes);

    // The second trace stands for ten.
    public MetricsTests() => _store.PutAsync(
    [
        .. SmallWorld.Traces.Take(2).Select((trace, at) =>
            new ClosedTrace(trace.TraceId, 0, trace.Completeness, trace.Raw, 0, Some.Time)
            {
                Decision = TraceDecision.KeptByDefault with { Weight = at == 0 ? 1 : 10 },
            }),
    ]).AsTask().GetAwaiter().GetResult();

    [Theory]
    [InlineData("{ } | count_over_time()", "count_over_time: 34 0")]
    [InlineData("{ } | rate()", "rate: 3.4 0")]
    [InlineData("{ status = error } | rate() by (resource.service.name)", "payments: 0.1 0; bank: 0.1 0")]
    [InlineData("{ kind = server } | count_over_time() by (resource.service.name, status)", "frontend ok: 1 0; bank error: 1 0; frontend unset: 10 0")]
    [InlineData("{ } | count_over_time() by (span.db.system)", "nil: 33 0; postgresql: 1 0")]
    [InlineData("{ span.http.status_code > 0 } | sum_over_time(span.http.status_code)", "sum_over_time: 3213 -")]
    [InlineData("{ } | min_over_time(duration)", "min_over_time: 0.005 -")]
    [InlineData("{ } | max_over_time(duration) by (kind)", "server: 2 -; client: 0.05 -; producer: 0.005 -; consumer: 1 -")]
    [InlineData("{ kind = client } | avg_over_time(duration)", "avg_over_time: 0.04 -")]
    [InlineData("{ } | avg_over_time(span.http.status_code)", "avg_over_time: 247.153846154 -")]
    [InlineData("{ } | quantile_over_time(duration, 0, 1)", "0: 0.005 -; 1: 2 -")]
    [InlineData("{ } | histogram_over_time(duration) by (kind)", "server 0.134217728: 1 0; client 0.033554432: 1 0; client 0.067108864: 1 0; server 0.067108864: 1 0; server 2.147483648: 10 0; producer 0.008388608: 10 0; consumer 1.073741824: 10 0")]
    [InlineData("{ } | histogram_over_time(span.http.status_code)", "256: 11 0; 512: 2 0")]
    [InlineData("{ } | count_over_time() by (kind) | topk(1)", "server: 12 0")]
    [InlineData("{ } | max_over_time(duration) by (kind) | bottomk(1)", "producer: 0.005 -")]
    [InlineData("{ name =~ `nothing` } | rate()", "")]
    [InlineData("{ status = error } | count() > 1 | count_over_time() with (exemplars=true)", "count_over_time: 2 0")]
    [InlineData("{ } | by(name) | count_over_time()", "count_over_time: 34 0")]
    public async Task Figures_count_each_span_for_all_for_which_its_trace_stands(string query, string expected)
    {
        var steps = new TraceQlSteps(SmallWorld.Start, 10 * Second, 2);
        var found = await new TraceQlMetrics(_store, TimeProvider.System).EvaluateAsync(Parse(query), steps);
        Assert.False(found.IsCut || found.IsFull);
        Assert.Equal(expected.Split("; ", StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal), found.Series.Select(series =>
            $"{string.Join(' ', series.Labels.Select(label => label.Value))}: {string.Join(' ', series.Values.Select(Text))}")
            .Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_span_counts_in_the_step_in_which_it_starts()
    {
        var steps = TraceQlSteps.Covering(SmallWorld.Start, SmallWorld.Start + (100 * Milli), 20 * Milli)!;
        var found = await new TraceQlMetrics(_store, TimeProvider.System).EvaluateAsync(Parse("{ } | count_over_time()"), steps);
        // Starts of the first trace: 0, 10, 45, 50; of the second: 0, 5, 20, each ten times.
        Assert.Equal([22, 10, 2, 0, 0], Assert.Single(found.Series).Values.Select(value => value!.Value));
    }

    [Fact]
    public void Quantiles_are_right_to_two_percent()
    {
        var sketch = new ValueSketch();
        for (var value = 1; value <= 10_000; value++) sketch.Add(value, 1);
        sketch.Add(-50, 100);
        sketch.Add(0, 100);
        Assert.Equal(-50, sketch.Quantile(0.005), tolerance: 1);
        Assert.Equal(0, sketch.Quantile(0.015));
        foreach (var quantile in new[] { 0.1, 0.5, 0.9, 0.99 })
            Assert.Equal((10_200 * quantile) - 200, sketch.Quantile(quantile), tolerance: 10_200 * quantile * 0.02);
    }

    [Theory]
    [InlineData(null, 1)]
    [InlineData("", 1)]
    [InlineData("congo=t61,ot=th:8", 2)]
    [InlineData("ot=rv:abc;th:c", 4)]
    [InlineData("ot=th:0", 1)]
    [InlineData("ot=th:zz", 1)]
    [InlineData("ot=th:fffffffffffffff", 1)]
    [InlineData("vendor=th:8", 1)]
    public void A_threshold_in_the_trace_state_is_a_weight(string? state, double weight) =>
        Assert.Equal(weight, SamplingThreshold.WeightOf(state));

    [Fact]
    public void Steps_are_even_and_bounded()
    {
        Assert.Equal(new TraceQlSteps(60 * Second, 60 * Second, 2), TraceQlSteps.Covering(90 * Second, 150 * Second, 60 * Second));
        Assert.Equal(60 * Second, TraceQlSteps.Covering(0, 3_600 * Second, null)!.StepNanos);
        Assert.Null(TraceQlSteps.Covering(0, 20_000 * Second, Second));
        Assert.Null(TraceQlSteps.Covering(10, 10, null));
        Assert.Null(TraceQlSteps.Covering(0, 10, 0));
        Assert.Equal(-1, TraceQlSteps.Whole(5, 10).IndexOf(10));
        Assert.Equal(0, TraceQlSteps.Whole(5, 10).IndexOf(9));
    }

    private static TraceQlQuery Parse(string text)
    {
        var query = TraceQlQuery.TryParse(text, out var fault);
        Assert.True(query is { IsMetrics: true }, $"{fault}");
        return query;
    }

    private static string Text(double? value) => value is { } number ? Math.Round(number, 9).ToString(CultureInfo.InvariantCulture) : "-";
}
