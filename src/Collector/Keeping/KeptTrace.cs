using System.Collections.Immutable;
using Tracing.Assembling;
using Tracing.TailSampling;
using Tracing.Trees;
using Tracing.Wire;

namespace Tracing.Keeping;

/// <summary>A trace as a store gives it back: all its revisions united, its spans still as they arrived.</summary>
/// <remarks>Immutable. It holds the summary once that was asked for, but never decoded spans: they take five times the room.</remarks>
public sealed class KeptTrace
{
    private TraceSummary? _summary;

    private KeptTrace(TraceId id, int revision, Completeness completeness, ImmutableArray<RawSpan> raw, int conflicts,
        DateTimeOffset closedAt, TraceDecision decision)
    {
        TraceId = id;
        Revision = revision;
        Completeness = completeness;
        Raw = raw;
        Conflicts = conflicts;
        ClosedAt = closedAt;
        Decision = decision;
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

    public long Bytes => Raw.Sum(span => (long)span.Bytes.Length);

    public TraceSummary Summary => _summary ??= TraceSummary.Of(TraceId, Completeness, Decode());

    /// <summary>Its spans, decoded anew at each call.</summary>
    public ImmutableArray<TraceSpan> Decode() => [.. Raw.Select(span => TraceSpan.Decode(span))];

    public static KeptTrace Of(ClosedTrace trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        return new(trace.TraceId, trace.Revision, trace.Completeness, trace.Spans, trace.Conflicts, trace.ClosedAt,
            trace.Decision);
    }

    /// <summary>With another revision in it. Spans that are here already, byte for byte, are not taken twice.</summary>
    public KeptTrace With(ClosedTrace revision)
    {
        ArgumentNullException.ThrowIfNull(revision);
        var known = Raw.ToLookup(span => span.SpanId);
        var added = revision.Spans.Where(
            span => !known[span.SpanId].Any(other => other.Bytes.Span.SequenceEqual(span.Bytes.Span))).ToArray();
        // What is newest speaks for the whole: its ledger has seen all spans before it.
        var newest = revision.Revision >= Revision;
        return new KeptTrace(TraceId, Math.Max(Revision, revision.Revision),
            newest ? revision.Completeness : Completeness, Raw.AddRange(added),
            Math.Max(Conflicts, revision.Conflicts), newest ? revision.ClosedAt : ClosedAt, Decision);
    }
}
