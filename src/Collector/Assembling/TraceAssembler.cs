using System.Collections.Immutable;
using Tracing.Closing;
using Tracing.Figures;
using Tracing.TailSampling;
using Tracing.Wire.Spans;

namespace Tracing.Assembling;

/// <summary>Puts spans together into traces and closes each trace as soon as it is known to be complete.</summary>
/// <remarks>
/// A pure state machine with one owner: spans and the time in, closed traces out. The work for a span is O(1), and
/// <see cref="AssemblerSettings"/> bounds the memory. See RATIONALE "When is a trace complete?".
/// </remarks>
/// <param name="budget">Shared with other assemblers; null for a budget of its own, as large as the settings
/// say.</param>
public sealed class TraceAssembler(AssemblerSettings settings, AssemblyBudget? budget = null)
{
    private readonly AssemblyBudget _budget = budget ?? new AssemblyBudget(settings.MaxBytes);

    private readonly Dictionary<TraceId, OpenTrace> _open = [];
    private readonly ClosedTraces _closed = new(settings.RememberedSpans);
    private readonly DroppedTraces _dropped = new(settings.RememberedDrops);
    private readonly TailSampler _sampler = new(settings.Sampling);
    private readonly RunningFigures _figures = new(settings.Figures);

    // Has an entry for each open trace, at the time to look at it next.
    private readonly DueWheel _wheel = new();
    private readonly List<TraceId> _due = [];
    private readonly OldestTraces _oldest = new();
    private AssemblerCounts _counts;

    public AssemblerCounts Counts => _counts;

    /// <summary>The sampler's decisions, counted by policy and reason.</summary>
    public ImmutableArray<DecisionCount> Decisions => _sampler.Counts;

    /// <summary>Figures of all spans that came in, before sampling.</summary>
    public FiguresSnapshot Figures => _figures.Snapshot;

    public int OpenTraces => _open.Count;

    public bool IsOpen(TraceId id) => _open.ContainsKey(id);

    /// <summary>Bytes that the spans of open traces use in memory.</summary>
    public long OpenBytes { get; private set; }

    /// <summary>Gives its part of a shared budget back, when its owner stops.</summary>
    public void ReleaseBudget()
    {
        _budget.Add(-OpenBytes);
        OpenBytes = 0;
    }

    /// <summary>Adds spans, in any order, and returns the traces that they closed or revised, including dropped
    /// ones.</summary>
    public ImmutableArray<ClosedTrace> Add(ImmutableArray<RawSpan> spans, DateTimeOffset now)
    {
        var closed = ImmutableArray.CreateBuilder<ClosedTrace>();
        Dictionary<ClosedTraces.Entry, ImmutableArray<RawSpan>.Builder>? late = null;
        _counts = _counts with { SpansIn = _counts.SpansIn + spans.Length };
        foreach (ref readonly var span in spans.AsSpan())
        {
            if (_open.TryGetValue(span.TraceId, out var trace)) AddTo(trace, span, now);
            else if (_closed.Find(span.TraceId) is { } earlier)
            {
                AddLate(earlier, span, ref late);
                continue;
            }
            else if (_dropped.TryFind(span.TraceId, out var decisionNumber))
            {
                _counts = _counts with { LateDropped = _counts.LateDropped + 1 };
                _sampler.CountLate(decisionNumber);
                continue;
            }
            else AddTo(trace = Open(span.TraceId, now), span, now);

            if (trace.Ledger.IsExact) closed.Add(Close(trace, Completeness.Exact, now));
            else if (trace.Ledger.SpanCount >= settings.MaxSpansPerTrace)
                closed.Add(Close(trace, Partial(trace.Ledger, PartialReason.Size), now));
        }
        if (late is not null)
            foreach (var (earlier, arrived) in late)
                closed.Add(Revise(earlier, arrived, now));
        ShedOverBudget(closed, now);
        return closed.DrainToImmutable();
    }

    /// <summary>Closes the traces that have settled and those that have reached their maximum age.</summary>
    public ImmutableArray<ClosedTrace> Expire(DateTimeOffset now)
    {
        var closed = ImmutableArray.CreateBuilder<ClosedTrace>();
        _figures.Publish(now);
        _due.Clear();
        _wheel.Turn(now, _due);
        foreach (var id in _due)
        {
            if (!_open.TryGetValue(id, out var trace)) continue;
            var due = trace.Due(settings);
            // Look again after the settle time at the latest: the next span may allow the trace to settle, and it
            // cannot settle earlier than that.
            if (due > now) _wheel.Add(id, due < now + settings.Settle ? due : now + settings.Settle);
            else if (now - trace.FirstSeen < settings.MaxAge) closed.Add(Close(trace, Completeness.Settled, now));
            else closed.Add(Close(trace, AtMaxAge(trace.Ledger), now));
        }
        return closed.DrainToImmutable();
    }

    /// <summary>Closes everything, for a stop.</summary>
    public ImmutableArray<ClosedTrace> Flush(DateTimeOffset now) =>
        [.. _open.Values.ToArray().Select(trace => Close(trace, Partial(trace.Ledger, PartialReason.Shutdown), now))];

    private static Completeness Partial(TraceLedger ledger, PartialReason reason) =>
        new(CompletenessKind.Partial, reason, ledger.Missing());

    // A trace from which nothing is known to be missing is not partial, even if it was never silent long enough.
    private static Completeness AtMaxAge(TraceLedger ledger) =>
        ledger.MaySettle ? Completeness.Settled : Partial(ledger, PartialReason.Age);

    private OpenTrace Open(TraceId id, DateTimeOffset now)
    {
        var trace = new OpenTrace(id, now);
        _open.Add(id, trace);
        _oldest.Add(trace);
        // The earliest time at which it can be due: this span may be its last one.
        _wheel.Add(id, now + (settings.Settle < settings.MaxAge ? settings.Settle : settings.MaxAge));
        return trace;
    }

    private void AddTo(OpenTrace trace, in RawSpan span, DateTimeOffset now)
    {
        if (!Enter(trace.Ledger, span)) return;
        trace.Add(span, now);
        Weigh(OpenTrace.Weight(span));
    }

    private void AddLate(
        ClosedTraces.Entry earlier, in RawSpan span,
        ref Dictionary<ClosedTraces.Entry, ImmutableArray<RawSpan>.Builder>? late)
    {
        var isFull = earlier.Ledger.SpanCount >= Math.Max(settings.HardMaxSpansPerTrace, settings.MaxSpansPerTrace);
        if (!isFull && !Enter(earlier.Ledger, span)) return;
        late ??= [];
        // A revision without spans reports that the full trace has left spans out.
        if (!late.TryGetValue(earlier, out var arrived))
            late.Add(earlier, arrived = ImmutableArray.CreateBuilder<RawSpan>());
        if (isFull)
        {
            earlier.Truncated++;
            _counts = _counts with { Truncated = _counts.Truncated + 1 };
            return;
        }
        _counts = _counts with { LateSpans = _counts.LateSpans + 1 };
        _sampler.CountLate(earlier.DecisionNumber);
        arrived.Add(span);
    }

    private bool Enter(TraceLedger ledger, in RawSpan span)
    {
        var result = ledger.Add(span);
        if (result == LedgerResult.Duplicate) _counts = _counts with { Duplicates = _counts.Duplicates + 1 };
        if (result == LedgerResult.Conflict) _counts = _counts with { Conflicts = _counts.Conflicts + 1 };
        if (result == LedgerResult.Duplicate) return false;
        _figures.Add(span);
        return true;
    }

    private ClosedTrace Close(OpenTrace trace, Completeness completeness, DateTimeOffset now)
    {
        _open.Remove(trace.Id);
        Weigh(-trace.Bytes);
        _oldest.Remove(trace);
        var spans = trace.DrainSpans();
        var decision = _sampler.Decide(trace.Id, spans, completeness, now, out var decisionNumber);
        if (decision.Keeps) _closed.Remember(trace.Id, trace.Ledger, completeness.Reason, decision, decisionNumber);
        else _dropped.Remember(trace.Id, decisionNumber);
        _counts = completeness.Kind switch
        {
            CompletenessKind.Exact => _counts with { Exact = _counts.Exact + 1 },
            CompletenessKind.Settled => _counts with { Settled = _counts.Settled + 1 },
            _ => _counts with { Partial = _counts.Partial + 1 },
        };
        if (!decision.Keeps) _counts = _counts with { Dropped = _counts.Dropped + 1 };
        return new ClosedTrace(trace.Id, 0, completeness, spans, trace.Ledger.Conflicts, now) { Decision = decision };
    }

    private ClosedTrace Revise(
        ClosedTraces.Entry entry, ImmutableArray<RawSpan>.Builder arrived, DateTimeOffset now)
    {
        var ledger = entry.Ledger;
        _counts = _counts with { Revisions = _counts.Revisions + 1 };
        var completeness = ledger.Judge(entry.Reason);
        var revised = new ClosedTrace(
            entry.Id, ++entry.Revision, completeness, arrived.DrainToImmutable(), ledger.Conflicts, now)
        {
            Decision = entry.Decision,
            Truncated = entry.Truncated,
        };
        _closed.Grew(entry);
        return revised;
    }

    // Begins below the whole budget, so that there is still room for spans that come in meanwhile.
    private void ShedOverBudget(ImmutableArray<ClosedTrace>.Builder closed, DateTimeOffset now)
    {
        while (_budget.IsShort(OpenBytes) && _oldest.Heaviest() is { } trace)
            closed.Add(Close(trace, Partial(trace.Ledger, PartialReason.Memory), now));
    }

    private void Weigh(long bytes)
    {
        OpenBytes += bytes;
        _budget.Add(bytes);
    }
}
