using System.Collections.Immutable;
using Tracing.Closing;

namespace Tracing.Keeping;

/// <summary>A search for traces. A null or empty part matches everything. All parts must match, and those about spans
/// must match the same span.</summary>
/// <param name="MinStartUnixNanos">Earliest start of the trace's first span.</param>
/// <param name="MinDurationNanos">Shortest duration of the trace, from its first start to its last end.</param>
/// <param name="Tags">Attributes that one span must have; values are compared as text.</param>
/// <param name="Limit">Maximum number of traces; 1 to 10,000.</param>
public sealed record TraceQuery(
    string? Service = null,
    string? Operation = null,
    ulong? MinStartUnixNanos = null,
    ulong? MaxStartUnixNanos = null,
    ulong? MinDurationNanos = null,
    ulong? MaxDurationNanos = null,
    bool OnlyErrors = false,
    ImmutableArray<KeyValuePair<string, string>> Tags = default,
    int Limit = TraceQuery.DefaultLimit,
    CompletenessKind? Completeness = null)
{
    /// <summary>True: leaves out traces that are still open.</summary>
    public bool OnlyClosed { get; init; }

    public const int DefaultLimit = 20;
    public const int MaxLimit = 10_000;

    public bool Matches(KeptTrace trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        var summary = trace.Summary;
        return !(summary.StartUnixNanos < MinStartUnixNanos || summary.StartUnixNanos > MaxStartUnixNanos
            || summary.DurationNanos < MinDurationNanos || summary.DurationNanos > MaxDurationNanos)
            && (!OnlyClosed || !trace.IsOpen)
            && (!OnlyErrors || summary.ErrorCount > 0)
            && (Completeness is null || Completeness == trace.Completeness.Kind)
            && (Service is null || summary.Services.Any(s => s.Service == Service))
            && MatchesSpan(trace);
    }

    private bool MatchesSpan(KeptTrace trace)
    {
        if (Operation is null && Tags.IsDefaultOrEmpty) return true;
        foreach (var span in trace.Decode())
        {
            if (Service is not null && span.Service != Service) continue;
            if (Operation is not null && span.Span.Name != Operation) continue;
            if (Tags.IsDefaultOrEmpty || Tags.All(tag => Has(span.Span, tag))) return true;
        }
        return false;
    }

    // Users of tracing UIs search for "error" although no attribute has to have that name, so it also means the status.
    private static bool Has(SpanData span, KeyValuePair<string, string> tag)
    {
        var value = span[tag.Key];
        if (value.Kind == TagKind.Empty && tag.Key == "error")
            return tag.Value == (span.Status == SpanStatus.Error ? "true" : "false");
        return value.Kind != TagKind.Empty && value.ToString() == tag.Value;
    }
}
