using Tracing.Keeping;
using Tracing.Wire.Spans;

namespace Tracing.Hosting.Query.Tempo;

/// <summary>Counts the spans of each service in a trace.</summary>
internal static class ServiceCounts
{
    public static IEnumerable<(string Service, int Spans, int Errors)> Of(KeptTrace trace) => trace.Raw
        .GroupBy(static span => span.Origin.Service, StringComparer.Ordinal)
        .OrderBy(static group => group.Key, StringComparer.Ordinal)
        .Select(static group =>
            (group.Key, group.Count(), group.Count(static span => span.Has(RawSpanFacts.Error))));
}
