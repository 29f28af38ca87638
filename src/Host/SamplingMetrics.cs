using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Tracing.TailSampling;

namespace Tracing.Hosting;

/// <summary>Decisions of tail sampling in Prometheus's text format.</summary>
internal static class SamplingMetrics
{
    public static void Write(StringBuilder text, ImmutableArray<DecisionCount> decisions)
    {
        Family(text, decisions, "traces", "Closed traces, by what was decided on them and why.", static one => one.Traces);
        Family(text, decisions, "spans", "Spans of those traces, late ones included.", static one => one.Spans + one.LateSpans);
        Family(text, decisions, "weight", "Traces that the kept ones stand for, themselves included.", static one => one.Weight);
    }

    private static void Family(StringBuilder text, ImmutableArray<DecisionCount> decisions, string what, string help,
        Func<DecisionCount, double> value)
    {
        var name = $"tracing_sampled_{what}_total";
        text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} counter\n");
        foreach (var one in decisions)
        {
            text.Append(name).Append("{policy=");
            LabelText.Append(text, one.Policy);
            text.Append(one.Keeps ? ",kept=\"true\",reason=" : ",kept=\"false\",reason=");
            LabelText.Append(text, one.Reason);
            text.Append(CultureInfo.InvariantCulture, $"}} {value(one)}\n");
        }
    }
}
