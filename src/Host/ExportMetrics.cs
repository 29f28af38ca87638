using System.Globalization;
using System.Text;
using Tracing.Storage.Exporting;

namespace Tracing.Hosting;

/// <summary>Onward export in Prometheus's text format.</summary>
internal static class ExportMetrics
{
    public static void Write(StringBuilder text, IEnumerable<ExportCounts> backEnds)
    {
        var all = backEnds.ToList();
        if (all.Count == 0) return;
        Header(text, "tracing_export_sent_spans_total", "Spans that a back end has taken.");
        foreach (var one in all) Line(text, "tracing_export_sent_spans_total", one, "", one.Sent);
        Header(text, "tracing_export_retries_total", "Requests to a back end that were sent again.");
        foreach (var one in all) Line(text, "tracing_export_retries_total", one, "", one.Retries);
        Header(text, "tracing_export_lost_spans_total", "Spans that a back end did not get, by reason.");
        foreach (var one in all)
            foreach (var reason in Enum.GetValues<ExportLoss>())
                Line(text, "tracing_export_lost_spans_total", one,
                    $",reason=\"{LabelText.SnakeCase(reason.ToString())}\"", one.Lost(reason));
    }

    private static void Header(StringBuilder text, string name, string help) =>
        text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} counter\n");

    // The names of back ends need no escapes.
    private static void Line(StringBuilder text, string name, ExportCounts backEnd, string labels, long value) =>
        text.Append(CultureInfo.InvariantCulture, $"{name}{{back_end=\"{backEnd.BackEnd}\"{labels}}} {value}\n");
}
