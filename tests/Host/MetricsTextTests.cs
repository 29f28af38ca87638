using System.Text;
using Tracing.Figures;
using Tracing.TailSampling;

namespace Tracing.Hosting;

public class MetricsTextTests
{
    [Fact]
    public void Decisions_are_counted_by_policy_outcome_and_reason()
    {
        var text = new StringBuilder();
        SamplingMetrics.Write(text, [new DecisionCount("rest", "within the ratio", true, 3, 9, 1, 60)]);
        Assert.Contains("tracing_sampled_traces_total{policy=\"rest\",kept=\"true\",reason=\"within the ratio\"} 3\n", text.ToString(),
            StringComparison.Ordinal);
        Assert.Contains("tracing_sampled_spans_total{policy=\"rest\",kept=\"true\",reason=\"within the ratio\"} 10\n", text.ToString(),
            StringComparison.Ordinal);
        Assert.Contains("tracing_sampled_weight_total{policy=\"rest\",kept=\"true\",reason=\"within the ratio\"} 60\n", text.ToString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Durations_are_a_histogram_whose_buckets_add_up_and_whose_labels_are_escaped()
    {
        long[] buckets = new long[DurationBuckets.Count];
        buckets[4] = 2;
        buckets[^1] = 1;
        var text = new StringBuilder();
        FigureMetrics.Write(text, new FiguresSnapshot(default,
            [new OperationFigures("sh\"op", "a\\b\nc", SpanKind.Server, 3, 1, 1.5e9, [.. buckets])], 7));
        var labels = "service=\"sh\\\"op\",operation=\"a\\\\b\\nc\",kind=\"server\"";
        string[] expected =
        [
            $"tracing_span_duration_seconds_bucket{{{labels},le=\"0.0005\"}} 0",
            $"tracing_span_duration_seconds_bucket{{{labels},le=\"0.001\"}} 2",
            $"tracing_span_duration_seconds_bucket{{{labels},le=\"32.768\"}} 2",
            $"tracing_span_duration_seconds_bucket{{{labels},le=\"+Inf\"}} 3",
            $"tracing_span_duration_seconds_sum{{{labels}}} 1.5",
            $"tracing_span_duration_seconds_count{{{labels}}} 3",
            $"tracing_span_errors_total{{{labels}}} 1",
            "tracing_figures_overflowed_spans_total 7",
        ];
        var lines = text.ToString().Split('\n');
        Assert.All(expected, line => Assert.Contains(line, lines));
    }
}
