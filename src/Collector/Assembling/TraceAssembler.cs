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
public sealed class TraceAssembler
{
    /// <summary>The part of the hard limit from which a forgotten trace's number of spans stays known.</summary>
    private const int LargePart = 1_000;

    /// <summary>The part of the memory for open traces that traces dropped by default may use.</summary>
    private const int UnwantedPart = 8;

    // Each report is a revision, which costs the store a row.
    private static readonly TimeSpan _reportEvery = TimeSpan.FromSeconds(1);

    private readonly AssemblerSettings _settings;
    private readonly AssemblyBudget _budget;
    private readonly long _hardMax;

    private readonly Dictionary<TraceId, OpenTrace> _open = [];
    private readonly LargeTraces _large;
    private readonly ClosedTraces _closed;
    private readonly DroppedTraces _dropped;
    private readonly UnwantedTraces _unwanted;
    private readonly TailSampler _sampler;
    private readonly RunningFigures _figures;

    // Has an entry for each open trace, at the time to look at it next.
    private readonly DueWheel _wheel = new();
    private readonly List<TraceId> _due = [];
    private readonly OldestTraces _oldest = new();
    private readonly SpanArrays _arrays = new();
    private AssemblerCounts _counts;

    // Full traces that have left out spans since they last reported how many.
    private readonly List<LargeTraces.Entry> _unreported = [];
    private DateTimeOffset _nextReport;

    /// <param name="budget">Shared with other assemblers; null for a budget of its own, as large as the settings
    /// say.</param>
    public TraceAssembler(AssemblerSettings settings, AssemblyBudget? budget = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        _settings = settings;
        _budget = budget ?? new AssemblyBudget(settings.MaxBytes);
        _hardMax = Math.Max(settings.HardMaxSpansPerTrace, settings.MaxSpansPerTrace);
        _large = new LargeTraces();
        _closed = new ClosedTraces(
            settings.RememberedSpans, Math.Max(1, _hardMax / LargePart), _large, settings.RememberedBytes);
        _dropped = new DroppedTraces(settings.RememberedDrops);
        _unwanted = new UnwantedTraces(settings.Sampling.Reconsider, settings.MaxBytes / UnwantedPart);
        _sampler = new TailSampler(settings.Sampling);
        _figures = new RunningFigures(settings.Figures);
    }

    public AssemblerCounts Counts => _counts;

    /// <summary>The sampler's decisions, counted by policy and reason.</summary>
    public ImmutableArray<DecisionCount> Decisions => _sampler.Counts;

    /// <summary>Figures of all spans that came in, before sampling.</summary>
    public FiguresSnapshot Figures => _figures.Snapshot;

    public int OpenTraces => _open.Count;

    public bool IsOpen(TraceId id) => _open.ContainsKey(id);

    /// <summary>Copies one open trace; null when it is not open.</summary>
    /// <param name="maxSpans">Maximum number of spans that are copied.</param>
    public OpenTraceCopy? CopyOf(TraceId id, int maxSpans) => _open.GetValueOrDefault(id)?.Copy(maxSpans);

    /// <summary>Copies the open traces that began last, newest first.</summary>
    /// <param name="maxSpans">Maximum number of spans that are copied, for all traces together.</param>
    public ImmutableArray<OpenTraceCopy> CopyNewest(int maxTraces, int maxSpans)
    {
        var copies = ImmutableArray.CreateBuilder<OpenTraceCopy>();
        for (var trace = _oldest.Newest; trace is not null && copies.Count < maxTraces; trace = trace.Older)
        {
            var copy = trace.Copy(maxSpans);
            maxSpans -= copy.Spans.Length;
            if (copy.Spans.IsEmpty) break;
            copies.Add(copy);
        }
        return copies.DrainToImmutable();
    }

    /// <summary>Bytes that open traces use in memory with their spans, and those that are held after they were dropped
    /// by default.</summary>
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
            else if (_unwanted.Take(span.TraceId) is { } unwanted) AddTo(trace = Reopen(unwanted, now), span, now);
            else if (_dropped.TryFind(span.TraceId, out var decisionNumber))
            {
                _counts = _counts with { LateDropped = _counts.LateDropped + 1 };
                _sampler.CountLate(decisionNumber);
                continue;
            }
            else if (_large.Find(span.TraceId) is { } large && large.SpanCount >= _hardMax)
            {
                Truncate(large);
                continue;
            }
            else AddTo(trace = Open(span.TraceId, now), span, now);

            if (trace.Ledger.IsExact) closed.Add(Close(trace, Completeness.Exact, now));
            else if (trace.Ledger.SpanCount >= _settings.MaxSpansPerTrace || trace.SpanCount >= _hardMax)
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
        while (_unwanted.TakeDue(now) is { } unwanted) LetGo(unwanted);
        _due.Clear();
        _wheel.Turn(now, _due);
        foreach (var id in _due)
        {
            if (!_open.TryGetValue(id, out var trace)) continue;
            var due = trace.Due(_settings);
            // Look again after the settle time at the latest: the next span may allow the trace to settle, and it
            // cannot settle earlier than that.
            if (due > now) _wheel.Add(id, due < now + _settings.Settle ? due : now + _settings.Settle);
            else if (now - trace.FirstSeen < _settings.MaxAge) closed.Add(Close(trace, Completeness.Settled, now));
            else closed.Add(Close(trace, AtMaxAge(trace.Ledger), now));
        }
        if (now >= _nextReport) Report(closed, now);
        return closed.DrainToImmutable();
    }

    /// <summary>Closes everything, for a stop.</summary>
    public ImmutableArray<ClosedTrace> Flush(DateTimeOffset now)
    {
        var closed = ImmutableArray.CreateBuilder<ClosedTrace>();
        foreach (var trace in _open.Values.ToArray())
            closed.Add(Close(trace, Partial(trace.Ledger, PartialReason.Shutdown), now));
        Report(closed, now);
        return closed.DrainToImmutable();
    }

    private static Completeness Partial(TraceLedger ledger, PartialReason reason) =>
        new(CompletenessKind.Partial, reason, ledger.Missing());

    // A trace from which nothing is known to be missing is not partial, even if it was never silent long enough.
    private static Completeness AtMaxAge(TraceLedger ledger) =>
        ledger.MaySettle ? Completeness.Settled : Partial(ledger, PartialReason.Age);

    private OpenTrace Open(TraceId id, DateTimeOffset now)
    {
        var trace = new OpenTrace(id, now, _arrays, _large.Find(id));
        _open.Add(id, trace);
        _oldest.Add(trace);
        Weigh(trace.Bytes);
        // The earliest time at which it can be due: this span may be its last one.
        _wheel.Add(id, now + (_settings.Settle < _settings.MaxAge ? _settings.Settle : _settings.MaxAge));
        return trace;
    }

    private OpenTrace Reopen(OpenTrace trace, DateTimeOffset now)
    {
        _counts = _counts with { Reconsidered = _counts.Reconsidered + 1 };
        _open.Add(trace.Id, trace);
        _oldest.Add(trace);
        _wheel.Add(trace.Id, now + (_settings.Settle < _settings.MaxAge ? _settings.Settle : _settings.MaxAge));
        return trace;
    }

    // From now on it is dropped for good.
    private void LetGo(OpenTrace unwanted)
    {
        Weigh(-unwanted.Bytes);
        _dropped.Remember(unwanted.Id, unwanted.DecisionNumber);
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
        var isFull = earlier.SpanCount >= _hardMax;
        if (!isFull && !Enter(earlier.Ledger, span)) return;
        late ??= [];
        // The revision also reports how many spans the full trace has left out.
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

    private void Truncate(LargeTraces.Entry full)
    {
        full.Truncated++;
        _counts = _counts with { Truncated = _counts.Truncated + 1 };
        if (full.IsUnreported) return;
        full.IsUnreported = true;
        _unreported.Add(full);
    }

    // A revision without spans says how many spans a full trace has left out.
    private void Report(ImmutableArray<ClosedTrace>.Builder closed, DateTimeOffset now)
    {
        if (_unreported.Count == 0) return;
        _nextReport = now + _reportEvery;
        foreach (var full in _unreported)
        {
            full.IsUnreported = false;
            _counts = _counts with { Revisions = _counts.Revisions + 1 };
            closed.Add(new ClosedTrace(full.Id, ++full.Revision,
                new Completeness(CompletenessKind.Partial, PartialReason.Size, []), [], full.Conflicts, now)
            {
                Decision = full.Decision,
                Truncated = full.Truncated,
            });
        }
        _unreported.Clear();
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
        _oldest.Remove(trace);
        var spans = trace.DrainSpans();
        var decision = _sampler.Decide(trace.Id, spans, completeness, now, out var decisionNumber);
        if (decision.Keeps || !TryHold(trace, spans, completeness, decision, decisionNumber, now)) Weigh(-trace.Bytes);
        if (decision.Keeps) Remember(trace, completeness.Reason, decision, decisionNumber);
        _counts = completeness.Kind switch
        {
            CompletenessKind.Exact => _counts with { Exact = _counts.Exact + 1 },
            CompletenessKind.Settled => _counts with { Settled = _counts.Settled + 1 },
            _ => _counts with { Partial = _counts.Partial + 1 },
        };
        if (!decision.Keeps) _counts = _counts with { Dropped = _counts.Dropped + 1 };
        return new ClosedTrace(trace.Id, 0, completeness, spans, trace.Ledger.Conflicts, now) { Decision = decision };
    }

    // Of a complete trace nothing comes any more that could change the picture, and a policy that dropped it knew why.
    private bool TryHold(OpenTrace trace, ImmutableArray<RawSpan> spans, Completeness completeness,
        TraceDecision decision, int decisionNumber, DateTimeOffset now)
    {
        var mayChange = decision.Policy == TraceDecision.DefaultPolicy && completeness.Kind != CompletenessKind.Exact
            && completeness.Reason is not (PartialReason.Memory or PartialReason.Shutdown);
        trace.DecisionNumber = decisionNumber;
        if (mayChange && _unwanted.Hold(trace, now))
        {
            trace.Restore(spans);
            return true;
        }
        _dropped.Remember(trace.Id, decisionNumber);
        return false;
    }

    private void Remember(OpenTrace trace, PartialReason reason, TraceDecision decision, int decisionNumber)
    {
        var earlier = trace.Earlier;
        var entry = new ClosedTraces.Entry(
            trace.Id, trace.Ledger, earlier?.SpanCount ?? 0, reason, decision, decisionNumber)
        {
            Revision = earlier?.Revision ?? 0,
            Truncated = earlier?.Truncated ?? 0,
        };
        _closed.Remember(entry);
        if (entry.SpanCount >= _hardMax) _closed.Forget(entry);
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
        // A full trace takes no more spans, so its ledger is of no more use.
        if (entry.SpanCount >= _hardMax) _closed.Forget(entry);
        return revised;
    }

    // Begins below the whole budget, so that there is still room for spans that come in meanwhile.
    private void ShedOverBudget(ImmutableArray<ClosedTrace>.Builder closed, DateTimeOffset now)
    {
        while (_budget.IsShort(OpenBytes) && _unwanted.TakeDue(now, isShort: true) is { } unwanted) LetGo(unwanted);
        while (_budget.IsShort(OpenBytes) && _oldest.Heaviest() is { } trace)
            closed.Add(Close(trace, Partial(trace.Ledger, PartialReason.Memory), now));
    }

    private void Weigh(long bytes)
    {
        OpenBytes += bytes;
        _budget.Add(bytes);
    }
}
