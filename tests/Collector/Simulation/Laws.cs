using System.Collections.Immutable;
using Tracing.Assembling;
using Tracing.Closing;
using Tracing.Contracts;
using Tracing.Keeping;
using Tracing.Reporting;
using Tracing.Wire.Spans;

namespace Tracing.Simulation;

/// <summary>Laws that hold after every step of every simulation.</summary>
internal sealed class Laws(ImmutableArray<TrueTrace> traces, bool remembersAll, Tally tally)
{
    private readonly Dictionary<TraceId, TrueTrace> _traces = traces.ToDictionary(trace => trace.Id);
    private readonly HashSet<(TraceId, SpanId)> _stored = [];
    private readonly HashSet<(TraceId, SpanId)> _excused = [];
    private readonly Dictionary<(ShardOwner, TraceId), (int Revision, HashSet<SpanId> Spans)> _closed = [];

    /// <summary>Spans that a kill or a full buffer may have lost: they may be stored or not.</summary>
    public void Excuse((TraceId, SpanId) span) => _excused.Add(span);

    /// <summary>Each incarnation closes a trace once, and as exact only when all its spans are there.</summary>
    public void Closed(ShardOwner owner, ClosedTrace trace)
    {
        var key = (owner, trace.TraceId);
        var isKnown = _closed.TryGetValue(key, out var earlier);
        var revision = isKnown ? earlier.Revision + 1 : 0;
        if (remembersAll) Hold(trace.Revision == revision, $"{trace.TraceId} closes as revision {trace.Revision}, not {revision}");
        // A forgotten trace starts again. If it is forgotten in the middle of a batch, it may start again before the
        // last revision of the earlier one, so a revision counts all spans before it.
        var spans = isKnown ? earlier.Spans : [];
        foreach (var span in trace.Spans) spans.Add(span.SpanId);
        _closed[key] = (trace.Revision, spans);
        if (trace.Revision == 0) spans = [.. trace.Spans.Select(span => span.SpanId)];
        if (trace.Completeness.Kind == CompletenessKind.Exact)
        {
            // An incarnation that has forgotten the part below one entrance judges the part below another by itself. The
            // store, which has both, judges anew.
            var truth = _traces[trace.TraceId];
            Hold(remembersAll ? truth.IsWhole(spans) : truth.HasWholePart(spans),
                $"{trace.TraceId} is said to be exact, and is not");
        }
        tally.Count(trace.Revision > 0 ? "revision" : trace.Completeness.Kind switch
        {
            CompletenessKind.Partial => $"partial ({trace.Completeness.Reason})",
            var kind => kind.ToString(),
        });
    }

    /// <summary>A store has each span once, and calls a trace exact only when it has all of it.</summary>
    public void Stored(Disk disk, ClosedTrace trace)
    {
        var kept = disk.Find(trace.TraceId);
        if (kept is null) throw new BrokenLawException($"{trace.TraceId} was put, and is not in the store");
        var present = kept.Raw.Select(span => span.SpanId).ToHashSet();
        Hold(present.Count == kept.Raw.Length, $"{trace.TraceId} has a span twice in the store");
        Hold(kept.Completeness.Kind != CompletenessKind.Exact || _traces[trace.TraceId].IsWhole(present),
            $"{trace.TraceId} is exact in the store, and lacks a span");
        foreach (var span in present) _stored.Add((trace.TraceId, span));
    }

    /// <summary>No acknowledged span is lost.</summary>
    public void Confirmed(SpanBatch batch)
    {
        foreach (var span in batch.Spans)
            Hold(_stored.Contains((span.TraceId, span.SpanId)), $"span {span.SpanId} of {span.TraceId} is confirmed, and not stored");
    }

    public bool AreStored(SpanBatch batch) => batch.Spans.All(span => _stored.Contains((span.TraceId, span.SpanId)));

    public void LetGo(int missing, long counted)
    {
        Hold(missing <= counted, $"{missing} spans are neither held nor stored, and {counted} are counted as let go");
        tally.Count("span let go", counted);
    }

    public void Dropped(int spans, long counted)
    {
        Hold(spans == counted, $"{spans} spans had no room, and {counted} are counted");
        tally.Count("span without room", counted);
    }

    public static void InBounds(CollectorCounts counts, Faults faults)
    {
        Hold(counts.OpenBytes >= 0 && counts.OpenBytes <= faults.Assembler.MaxBytes, $"{counts.OpenBytes} bytes are open");
        Hold((counts.OpenTraces == 0) == (counts.OpenBytes == 0), $"{counts.OpenTraces} traces have {counts.OpenBytes} bytes");
    }

    public static void HeldInBounds(ReporterState state, Faults faults, int shards) =>
        Hold(state.HeldBytes >= 0 && state.HeldBytes <= faults.MaxHeldBytes + shards * (faults.MaxInFlight + 1) * MostBytesAtOnce, $"{state.HeldBytes} bytes are held");

    /// <summary>At rest, each span without an excuse is stored, and each trace has the right completeness.</summary>
    public void AtRest(IReadOnlyList<Disk> disks)
    {
        foreach (var trace in traces)
        {
            foreach (var span in trace.Spans)
                Hold(_stored.Contains(span.Key) || _excused.Contains(span.Key), $"span {span.Raw.SpanId} of {trace.Id} is lost");
            if (United(trace.Id, disks) is { } kept) Judged(trace, kept);
        }
    }

    public static KeptTrace? United(TraceId id, IReadOnlyList<Disk> disks) => disks.Select(disk => disk.Find(id))
        .Aggregate((KeptTrace?)null, (all, more) => all is null ? more : more is null ? all : KeptTrace.Unite(all, more));

    private static void Judged(TrueTrace trace, KeptTrace kept)
    {
        var expected = trace.Judge(kept.Raw.Select(span => span.SpanId).ToHashSet());
        var said = kept.Completeness;
        // Closed early, with nothing known to be missing: nobody waited to see whether it would settle.
        var isEarly = said is { Kind: CompletenessKind.Partial, Reason: not PartialReason.Age, Missing.IsEmpty: true };
        Hold(said.Kind == expected || (isEarly && expected == CompletenessKind.Settled), $"{trace.Id} is {expected}, and is said to be {said}");
    }

    private static void Hold(bool holds, string otherwise)
    {
        if (!holds) throw new BrokenLawException(otherwise);
    }

    // Limit for a batch of four spans that is cut for each shard.
    private const long MostBytesAtOnce = 1_000;
}
