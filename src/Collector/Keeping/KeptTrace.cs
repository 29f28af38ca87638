using System.Collections.Immutable;
using Tracing.Assembling;
using Tracing.TailSampling;
using Tracing.Trees;
using Tracing.Wire;

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

    /// <summary>With another revision in it, or with what another collector stored of the same trace.</summary>
    public KeptTrace With(ClosedTrace revision) => With(Of(revision));

    /// <summary>Both united, in whatever order: spans that are in both, byte for byte, are not taken twice.</summary>
    /// <remarks>Linear. After a crash neither side has seen all that the other has, so the spans themselves are asked
    /// how
    /// complete they are together (RATIONALE "What does a crash of a collector cost?").</remarks>
    public KeptTrace With(KeptTrace other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var ledger = new TraceLedger();
        foreach (var span in Raw) ledger.Add(span);
        var raw = Raw.ToBuilder();
        foreach (var span in other.Raw)
            if (ledger.Add(span) != LedgerResult.Duplicate)
                raw.Add(span);
        var judged = ledger.Judge(Completeness.Reason == PartialReason.None ? other.Completeness.Reason : Completeness.Reason);
        var larger = Raw.Length < other.Raw.Length ? other : this;
        // Closed early on both sides, and nothing learnt by uniting them: still nobody waited to see it settle.
        if (judged.Kind == CompletenessKind.Settled && raw.Count == larger.Raw.Length
            && Completeness.Kind == CompletenessKind.Partial && other.Completeness.Kind == CompletenessKind.Partial)
            judged = larger.Completeness;
        return new KeptTrace(TraceId, Math.Max(Revision, other.Revision), judged, raw.DrainToImmutable(), ledger.Conflicts,
            other.ClosedAt > ClosedAt ? other.ClosedAt : ClosedAt, Decision,
            Math.Max(Truncated, other.Truncated));
    }
}
