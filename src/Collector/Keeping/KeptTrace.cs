using System.Collections.Immutable;
using Tracing.Assembling;
using Tracing.Closing;
using Tracing.TailSampling;
using Tracing.Trees;
using Tracing.Wire.Spans;

namespace Tracing.Keeping;

/// <summary>A trace as a store gives it back: all its revisions united, its spans still as they arrived.</summary>
/// <remarks>Immutable. It holds the summary once that was asked for, but never decoded spans: they take five times the
/// room.</remarks>
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

    /// <summary>The newest that is in it.</summary>
    public int Revision { get; }

    public Completeness Completeness { get; }

    public ImmutableArray<RawSpan> Raw { get; }

    public int Conflicts { get; }

    public DateTimeOffset ClosedAt { get; }

    /// <summary>Why it was kept, and how many traces it stands for.</summary>
    public TraceDecision Decision { get; }

    /// <summary>Spans that are not in it because it had become too large.</summary>
    public long Truncated { get; }

    public long Bytes => Raw.Sum(span => (long)span.Bytes.Length);

    public TraceSummary Summary => _summary ??= TraceSummary.Of(TraceId, Completeness, Decode());

    /// <summary>Its spans, decoded anew at each call.</summary>
    public ImmutableArray<TraceSpan> Decode() => [.. Raw.Select(span => TraceSpan.Decode(span))];

    public static KeptTrace Of(ClosedTrace trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        return new(trace.TraceId, trace.Revision, trace.Completeness, trace.Spans, trace.Conflicts, trace.ClosedAt,
            trace.Decision, trace.Truncated);
    }

    /// <summary>All parts united, in whatever order they come: revisions, or what several collectors stored.</summary>
    /// <remarks>Spans that are in several parts, byte for byte, are taken once. Linear. After a crash no part has seen all
    /// that another has, so the spans themselves are asked how complete they are together (RATIONALE "What does a crash of
    /// a collector cost?").</remarks>
    /// <param name="parts">Of one trace; at least one.</param>
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
        // Closed early in every part, and nothing learnt by uniting them: still nobody waited to see it settle.
        if (judged.Kind == CompletenessKind.Settled && raw.Count == larger.Raw.Length && allPartial)
            judged = larger.Completeness;
        return new KeptTrace(parts[0].TraceId, revision, judged, raw.DrainToImmutable(), ledger.Conflicts,
            newest.ClosedAt, parts[0].Decision, truncated);
    }
}
