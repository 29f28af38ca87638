using System.Collections.Immutable;
using Tracing.Closing;
using Tracing.Trees;

namespace Tracing.Keeping;

/// <summary>One line about a trace.</summary>
/// <param name="RootService">Of the root span; of the earliest span when the root is missing.</param>
/// <param name="Services">With how many spans each has, in ordinal order.</param>
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
    public static TraceSummary Of(TraceId id, Completeness completeness, IReadOnlyList<TraceSpan> spans)
    {
        ulong start = ulong.MaxValue, end = 0;
        var errors = 0;
        TraceSpan? root = null;
        foreach (var span in spans)
        {
            start = Math.Min(start, span.Span.StartUnixNanos);
            end = Math.Max(end, span.Span.EndUnixNanos);
            if (span.IsError) errors++;
            if (root is null || IsBetterRoot(span, root)) root = span;
        }
        if (spans.Count == 0) start = 0;
        return new TraceSummary(id, root?.Service ?? "", root?.Span.Name ?? "", start, end > start ? end - start : 0,
            spans.Count, errors, completeness,
            [
                .. spans.GroupBy(s => s.Service, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal)
                    .Select(g => (g.Key, g.Count())),
            ]);
    }

    private static bool IsBetterRoot(TraceSpan candidate, TraceSpan best)
    {
        var isRoot = candidate.Span.ParentSpanId.IsNone;
        return isRoot != best.Span.ParentSpanId.IsNone
            ? isRoot
            : candidate.Span.StartUnixNanos < best.Span.StartUnixNanos;
    }
}
