using System.Collections.Immutable;
using System.Runtime.CompilerServices;
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
    private StrongBox<TraceMeasure>? _measure;

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

    /// <summary>The time at which the newest part closed. Of an open trace: when its first span came.</summary>
    public DateTimeOffset ClosedAt { get; }

    /// <summary>The decision to keep it, with the number of traces that it stands for.</summary>
    public TraceDecision Decision { get; }

    /// <summary>Number of spans that were left out because the trace was full.</summary>
    public long Truncated { get; }

    /// <summary>Number of spans that the trace has and this answer leaves out.</summary>
    public int Omitted { get; private init; }

    /// <summary>True while the collector still has the trace open: it is in no store, or lacks spans there.</summary>
    public bool IsOpen => Completeness.Kind == CompletenessKind.Open;

    public long Bytes => Raw.Sum(span => (long)span.Bytes.Length);

    public TraceSummary Summary => _summary ??= TraceSummary.Of(this);

    /// <summary>Times and errors of the whole trace, which cost less than the summary.</summary>
    internal TraceMeasure Measure => (_measure ??= new StrongBox<TraceMeasure>(TraceMeasure.Of(Raw.AsSpan()))).Value;

    /// <summary>Decodes its spans; each call decodes them again.</summary>
    public ImmutableArray<TraceSpan> Decode() => [.. Raw.Select(span => TraceSpan.Decode(span))];

    public static KeptTrace Of(ClosedTrace trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        return new(trace.TraceId, trace.Revision, trace.Completeness, trace.Spans, trace.Conflicts, trace.ClosedAt,
            trace.Decision, trace.Truncated);
    }

    /// <summary>Makes a trace from the copy of one that is open. Its completeness lists what is missing so
    /// far.</summary>
    public static KeptTrace Of(OpenTraceCopy open)
    {
        ArgumentNullException.ThrowIfNull(open);
        return new(open.TraceId, 0, OpenWith(LedgerOf(open), open.Omitted), open.Spans, open.Conflicts, open.FirstSeen,
            TraceDecision.KeptByDefault, 0)
        { Omitted = open.Omitted };

        static TraceLedger LedgerOf(OpenTraceCopy open)
        {
            var ledger = new TraceLedger();
            foreach (var span in open.Spans) ledger.Add(span);
            return ledger;
        }
    }

    /// <summary>Unites the parts of one trace, in any order: revisions, parts that several collectors stored, and what
    /// is still open.</summary>
    /// <remarks>A span that is in several parts, byte for byte, is taken once. Linear time. After a crash each part may
    /// lack spans that another has, so the completeness is computed anew from all spans (RATIONALE "What does a crash
    /// of a collector cost?"). The result is open while an open part has a span that no closed part has.</remarks>
    /// <param name="parts">At least one.</param>
    public static KeptTrace Unite(params ReadOnlySpan<KeptTrace> parts)
    {
        if (parts.Length == 1) return parts[0];
        var uniting = new Uniting();
        foreach (var part in parts)
            if (!part.IsOpen)
                uniting.Add(part);
        var closed = uniting.SpanCount;
        foreach (var part in parts)
            if (part.IsOpen)
                uniting.Add(part);
        return uniting.End(isOpen: uniting.SpanCount > closed);
    }

    /// <summary>Returns the trace with at most this many spans: those that started first, because parents start before
    /// their children.</summary>
    /// <remarks>The summary stays that of the whole trace. Sorts the starts of all spans when there are more.</remarks>
    public KeptTrace Cut(int maxSpans)
    {
        if (Raw.Length <= maxSpans) return this;
        var starts = new ulong[Raw.Length];
        var indexes = new int[Raw.Length];
        for (var i = 0; i < indexes.Length; i++) (starts[i], indexes[i]) = (Raw[i].StartUnixNanos, i);
        Array.Sort(starts, indexes);
        var kept = indexes[..maxSpans];
        Array.Sort(kept);
        return new KeptTrace(TraceId, Revision, Completeness, [.. kept.Select(at => Raw[at])], Conflicts, ClosedAt,
            Decision, Truncated)
        {
            Omitted = Omitted + Raw.Length - maxSpans,
            _summary = Summary,
            _measure = new StrongBox<TraceMeasure>(Measure),
        };
    }

    /// <summary>Returns the trace with the number of its spans that are not in this answer, as another node sent
    /// it.</summary>
    public KeptTrace WithOmitted(int omitted) => omitted == Omitted ? this
        : new KeptTrace(TraceId, Revision, Completeness, Raw, Conflicts, ClosedAt, Decision, Truncated)
        {
            Omitted = omitted,
        };

    /// <summary>Returns the trace with these of its spans alone.</summary>
    internal KeptTrace With(ImmutableArray<RawSpan> spans) => spans == Raw ? this
        : new KeptTrace(TraceId, Revision, Completeness, spans, Conflicts, ClosedAt, Decision, Truncated);

    // Without all spans at hand, what is missing is not known.
    private static Completeness OpenWith(TraceLedger ledger, int omitted) =>
        omitted > 0 ? Completeness.Open : Completeness.Open with { Missing = ledger.Missing() };

    /// <summary>The parts of one trace so far. The closed parts come before the open ones.</summary>
    private sealed class Uniting
    {
        private readonly TraceLedger _ledger = new();
        private readonly ImmutableArray<RawSpan>.Builder _raw = ImmutableArray.CreateBuilder<RawSpan>();
        private KeptTrace? _first;
        private KeptTrace? _larger;
        private KeptTrace? _newest;
        private PartialReason _reason;
        private bool _allPartial = true;
        private int _revision;
        private long _truncated;

        // Spans of the largest part, with those that its answer left out. Another part may have brought them.
        private int _largest;

        private int Omitted => Math.Max(0, _largest - _raw.Count);

        public int SpanCount => _raw.Count;

        public void Add(KeptTrace part)
        {
            foreach (var span in part.Raw)
                if (_ledger.Add(span) != LedgerResult.Duplicate)
                    _raw.Add(span);
            _first ??= part;
            if (_reason == PartialReason.None) _reason = part.Completeness.Reason;
            if (_larger is null || part.Raw.Length > _larger.Raw.Length) _larger = part;
            if (_newest is null || part.ClosedAt > _newest.ClosedAt) _newest = part;
            // An open part counts only where it adds a span, and then the trace is open.
            _allPartial &= part.IsOpen || part.Completeness.Kind == CompletenessKind.Partial;
            _revision = Math.Max(_revision, part.Revision);
            _truncated = Math.Max(_truncated, part.Truncated);
            _largest = Math.Max(_largest, part.Raw.Length + part.Omitted);
        }

        public KeptTrace End(bool isOpen)
        {
            var (first, larger, newest) = (_first!, _larger!, _newest!);
            var judged = _ledger.Judge(_reason);
            if (isOpen && judged.Kind != CompletenessKind.Exact) judged = OpenWith(_ledger, Omitted);
            // Every part was closed early, and the others add nothing to the larger: nobody waited to see the trace
            // settle.
            else if (judged.Kind == CompletenessKind.Settled && _raw.Count == larger.Raw.Length && _allPartial)
                judged = larger.Completeness;
            var omitted = Omitted;
            return new KeptTrace(first.TraceId, _revision, judged, _raw.DrainToImmutable(), _ledger.Conflicts,
                newest.ClosedAt, first.Decision, _truncated)
            {
                Omitted = omitted,
            };
        }
    }
}
