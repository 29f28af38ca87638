using System.Globalization;
using System.Text;
using Tracing.Figures;
using Tracing.Hosting.Query.Jaeger;

namespace Tracing.Hosting;

/// <summary>Rate, errors and durations of every operation, before sampling, in Prometheus's text format.</summary>
internal static class FigureMetrics
{
    private const string Durations = "tracing_span_duration_seconds";
    private const string Errors = "tracing_span_errors_total";
    private const double NanosPerSecond = 1e9;

    public static void Write(StringBuilder text, FiguresSnapshot figures)
    {
        text.Append(CultureInfo.InvariantCulture,
            $"# HELP {Durations} Durations of all spans, before sampling.\n# TYPE {Durations} histogram\n");
        foreach (var one in figures.Operations) Histogram(text, one, Labels(one));
        text.Append(CultureInfo.InvariantCulture,
            $"# HELP {Errors} Spans that ended in an error, before sampling.\n# TYPE {Errors} counter\n");
        foreach (var one in figures.Operations)
            text.Append(CultureInfo.InvariantCulture, $"{Errors}{{{Labels(one)}}} {one.Errors}\n");
        const string Overflowed = "tracing_figures_overflowed_spans_total";
        text.Append(CultureInfo.InvariantCulture,
            $"# HELP {Overflowed} Spans counted under \"other\", for want of room.\n# TYPE {Overflowed} counter\n");
        text.Append(CultureInfo.InvariantCulture, $"{Overflowed} {figures.Overflowed}\n");
    }

    private static void Histogram(StringBuilder text, OperationFigures one, string labels)
    {
        long upTo = 0;
        for (var i = 0; i < one.Buckets.Length; i++)
        {
            upTo += one.Buckets[i];
            var bound = DurationBuckets.UpperNanos(i);
            var le = double.IsInfinity(bound) ? "+Inf" : (bound / NanosPerSecond).ToString(CultureInfo.InvariantCulture);
            text.Append(CultureInfo.InvariantCulture, $"{Durations}_bucket{{{labels},le=\"{le}\"}} {upTo}\n");
        }
        text.Append(CultureInfo.InvariantCulture, $"{Durations}_sum{{{labels}}} {one.SumNanos / NanosPerSecond}\n");
        text.Append(CultureInfo.InvariantCulture, $"{Durations}_count{{{labels}}} {one.Count}\n");
    }

    private static string Labels(OperationFigures one)
    {
        var text = new StringBuilder("service=");
        LabelText.Append(text, one.Service);
        LabelText.Append(text.Append(",operation="), one.Operation);
        LabelText.Append(text.Append(",kind="), JaegerTags.Kind(one.Kind));
        return text.ToString();
    }
}
