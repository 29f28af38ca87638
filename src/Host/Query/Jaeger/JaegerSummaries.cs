using Tracing.Keeping;
using Tracing.Wire.Spans;

namespace Tracing.Hosting.Query.Jaeger;

/// <summary>Counts of a trace that the summaries of version 3 have.</summary>
internal static class JaegerSummaries
{
    /// <summary>Counts the spans whose parent is not in the trace.</summary>
    public static int Orphans(KeptTrace trace)
    {
        var ids = trace.Raw.Select(static span => span.SpanId).ToHashSet();
        return trace.Raw.Count(span => !span.ParentSpanId.IsNone && !ids.Contains(span.ParentSpanId));
    }

    /// <summary>Returns the services in ordinal order, with their numbers of spans and of failed spans.</summary>
    public static IEnumerable<(string Name, int Spans, int Errors)> Services(KeptTrace trace) => trace.Raw
        .GroupBy(static span => span.Origin.Service).OrderBy(static group => group.Key, StringComparer.Ordinal)
        .Select(static group =>
            (group.Key, group.Count(), group.Count(static span => span.Has(RawSpanFacts.Error))));
}
