using System.Collections.Immutable;
using Tracing.Closing;
using Tracing.Wire.Spans;

namespace Tracing.Keeping;

/// <summary>A trace in one line.</summary>
/// <param name="RootService">The service of the root span, or of the earliest span when the root is missing.</param>
/// <param name="RootOperation">The name of that span.</param>
/// <param name="Services">Each service with its number of spans, in ordinal order.</param>
public sealed record TraceSummary(
    TraceId TraceId,
    string RootService,
    string RootOperation,
    ulong StartUnixNanos,
    ulong DurationNanos,
    int SpanCount,
    int ErrorCount,
    Completeness Completeness,
    ImmutableArray<(string Service, int Spans)> Services)
{
    public static TraceSummary Of(KeptTrace trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        var spans = trace.Raw;
        var measure = TraceMeasure.Of(spans.AsSpan());
        var root = TraceMeasure.RootOf(spans.AsSpan());
        return new TraceSummary(trace.TraceId, root < 0 ? "" : spans[root].Origin.Service,
            root < 0 ? "" : SpanLabel.Of(spans[root]).NameText(), measure.StartUnixNanos, measure.DurationNanos,
            spans.Length + trace.Omitted, measure.Errors, trace.Completeness,
            [
                .. spans.GroupBy(static span => span.Origin.Service, StringComparer.Ordinal)
                    .OrderBy(static group => group.Key, StringComparer.Ordinal)
                    .Select(static group => (group.Key, group.Count())),
            ]);
    }
}
