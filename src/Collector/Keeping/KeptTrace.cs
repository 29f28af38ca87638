using System.Collections.Immutable;
using Tracing.Assembling;
using Tracing.Closing;
using Tracing.TailSampling;
using Tracing.Trees;
using Tracing.Wire.Spans;

namespace Tracing.Keeping;

/// <summary>A trace as a store returns it: all its revisions united, its spans as they arrived.</summary>
/// <remarks>Immutable. The summary is cached, the decoded spans are not, because they take five times the
/// memory.</remarks>
public sealed class KeptTrace
{
    private TraceSummary? _summary;

    private KeptTrace(TraceId id, int revision, Completeness completeness, ImmutableArray<RawSpan> raw, int conflicts,
        DateTimeOffset closedAt, TraceDecision decision, long truncated)
    {
        TraceId = id;
        Revision = revision;
        Completeness = completeness;
        Raw = raw;
        Conflicts = conflicts;
        ClosedAt = closedAt;
        Decision = decision;
        Truncated = truncated;
    }

    public TraceId TraceId { get; }

    /// <summary>The newest revision in it.</summary>
    public int Revision { get; }

    public Completeness Completeness { get; }

    public ImmutableArray<RawSpan> Raw { get; }

    public int Conflicts { get; }

    public DateTimeOffset ClosedAt { get; }

    /// <summary>The decision to keep it, with the number of traces that it stands for.</summary>
    public TraceDecision Decision { get; }

    /// <summary>Number of spans that were left out because the trace was full.</summary>
    public long Truncated { get; }

    public long Bytes => Raw.Sum(span => (long)span.Bytes.Length);

    public TraceSummary Summary => _summary ??= TraceSummary.Of(this);

    /// <summary>Decodes its spans; each call decodes them again.</summary>
    public ImmutableArray<TraceSpan> Decode() => [.. Raw.Select(span => TraceSpan.Decode(span))];

    public static KeptTrace Of(ClosedTrace trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        return new(trace.TraceId, trace.Revision, trace.Completeness, trace.Spans, trace.Conflicts, trace.ClosedAt,
            trace.Decision, trace.Truncated);
    }

    /// <summary>Unites the parts of one trace, in any order: revisions, or parts that several collectors
    /// stored.</summary>
    /// <remarks>A span that is in several parts, byte for byte, is taken once. Linear time. After a crash each part may
    /// lack spans that another has, so the completeness is computed anew from all spans (RATIONALE "What does a crash
    /// of a collector cost?").</remarks>
    /// <param name="parts">At least one.</param>
    public static KeptTrace Unite(params ReadOnlySpan<KeptTrace> parts)
    {
        if (parts.Length == 1) return parts[0];
        var ledger = new TraceLedger();
        var raw = ImmutableArray.CreateBuilder<RawSpan>();
        var (larger, newest) = (parts[0], parts[0]);
        var reason = PartialReason.None;
        var allPartial = true;
        var revision = 0;
        long truncated = 0;
        foreach (var part in parts)
        {
            foreach (var span in part.Raw)
                if (ledger.Add(span) != LedgerResult.Duplicate)
                    raw.Add(span);
            if (reason == PartialReason.None) reason = part.Completeness.Reason;
            if (part.Raw.Length > larger.Raw.Length) larger = part;
            if (part.ClosedAt > newest.ClosedAt) newest = part;
            allPartial &= part.Completeness.Kind == CompletenessKind.Partial;
            revision = Math.Max(revision, part.Revision);
            truncated = Math.Max(truncated, part.Truncated);
        }
        var judged = ledger.Judge(reason);
        // Every part was closed early, and the others add nothing to the larger: nobody waited to see the trace settle.
        if (judged.Kind == CompletenessKind.Settled && raw.Count == larger.Raw.Length && allPartial)
            judged = larger.Completeness;
        return new KeptTrace(parts[0].TraceId, revision, judged, raw.DrainToImmutable(), ledger.Conflicts,
            newest.ClosedAt, parts[0].Decision, truncated);
    }
}
