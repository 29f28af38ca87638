using System.Collections.Immutable;
using Tracing.Closing;
using Tracing.Wire.Spans;

namespace Tracing.Assembling;

/// <summary>Which spans of one trace are in, which are announced or named, and so what is missing. Holds no span
/// data.</summary>
/// <remarks>
/// One owner. Adding a span is O(1), and so is asking whether the trace is exact: instead of walking the tree, it keeps
/// count of the parents that are named but not here and of those whose announced and arrived children differ. The order
/// of arrival cannot matter, because each span only moves counters that commute.
/// </remarks>
internal sealed class TraceLedger
{
    private LedgerEntries _entries;
    private int _roots;
    private int _missingParents;
    private int _unbalanced;
    private int _lacking;
    private int _uncounted;
    private int _openEnded;
    private bool _hasCycle;
    private bool _isAcyclic;
    private readonly Amortized _walks = new();
    private readonly Amortized _listings = new();

    // Few traces have any; a retry of a conflicting span must not come in twice either.
    private HashSet<(SpanId, ulong)>? _conflicting;

    public int SpanCount { get; private set; }

    public int Conflicts => _conflicting?.Count ?? 0;

    /// <summary>Spans that are here or waited for: what this ledger costs to hold.</summary>
    public int EntryCount => _entries.Count + Conflicts;

    /// <summary>DESIGN "Complete", exact: one root, no parent missing, each announced child here, nothing
    /// open-ended.</summary>
    public bool IsExact => _roots == 1 && _missingParents == 0 && _unbalanced == 0 && _uncounted == 0
        && _openEnded == 0 && Conflicts == 0 && !HasCycle();

    /// <summary>DESIGN "Complete", settled: it looks whole, but something in it cannot be counted. Silence must
    /// tell.</summary>
    public bool MaySettle => _roots > 0 && _missingParents == 0 && _lacking == 0;

    public LedgerResult Add(in RawSpan span)
    {
        ref var entry = ref _entries.Of(span.SpanId);
        var hash = ContentHash.Of(span.Bytes.Span);
        if (entry.IsHere)
        {
            if (entry.Hash == hash) return LedgerResult.Duplicate;
            _conflicting ??= [];
            if (!_conflicting.Add((span.SpanId, hash))) return LedgerResult.Duplicate;
            SpanCount++;
            return LedgerResult.Conflict;
        }

        if (entry.Named > 0)
        {
            _missingParents--;
            // A span without children cannot close a ring; one that was waited for can.
            _isAcyclic = false;
        }
        var before = entry;
        entry.IsHere = true;
        entry.Hash = hash;
        entry.Parent = span.ParentSpanId;
        entry.Announced = span.Children;
        Weigh(before, entry);
        SpanCount++;
        if (span.Children < 0) _uncounted++;
        if (span.Has(RawSpanFacts.ChildrenOpen)) _openEnded++;

        if (span.IsRoot) _roots++;
        else Name(span.ParentSpanId, span.IsCounted);
        return LedgerResult.New;
    }

    /// <summary>What is to be said of a trace that is not waited for any longer.</summary>
    /// <param name="reason">Why it was closed at first, if that was early.</param>
    public Completeness Judge(PartialReason reason) =>
        IsExact ? Completeness.Exact
        : MaySettle ? Completeness.Settled
        : new(CompletenessKind.Partial, reason == PartialReason.None ? PartialReason.Age : reason,
            _listings.MayRun(_entries.Count) ? Missing() : []);

    /// <summary>What is known to be missing, ordered by span id so that equal traces read equally.</summary>
    public ImmutableArray<MissingSpans> Missing() =>
    [
        .. from entry in _entries.All.ToArray()
           where entry.IsHere ? entry.Lacks > 0 : entry.Named > 0
           orderby entry.Id.Value
           select new MissingSpans(entry.Id, entry.IsHere, entry.IsHere ? entry.Lacks : entry.Named),
    ];

    private void Name(SpanId parent, bool counted)
    {
        ref var entry = ref _entries.Of(parent);
        var before = entry;
        if (entry.Named++ == 0 && !entry.IsHere) _missingParents++;
        if (counted) entry.Arrived++;
        Weigh(before, entry);
    }

    private void Weigh(in LedgerEntry before, in LedgerEntry after)
    {
        _unbalanced += (after.IsUnbalanced ? 1 : 0) - (before.IsUnbalanced ? 1 : 0);
        _lacking += (after.Lacks > 0 ? 1 : 0) - (before.Lacks > 0 ? 1 : 0);
    }

    // Spans that name each other in a ring balance their counts by themselves. The walk runs only when all else says
    // exact. A ring found is never lost; that there is none holds until a span comes that others waited for.
    private bool HasCycle()
    {
        if (_hasCycle || _isAcyclic) return _hasCycle;
        // Not walked is not known: then the trace is not called exact.
        if (!_walks.MayRun(_entries.Count)) return true;
        var entries = _entries.All;
        var reaches = entries.Length <= 256 ? stackalloc bool[entries.Length] : new bool[entries.Length];
        foreach (ref readonly var start in entries)
        {
            // No path up is longer than there are spans; one that is longer goes in circles.
            var steps = 0;
            var at = _entries.IndexOf(start.Id);
            while (at >= 0 && !reaches[at])
            {
                if (++steps > entries.Length) return _hasCycle = true;
                at = _entries.IndexOf(entries[at].Parent);
            }
            // All on the way reach what it reached, so that no span is walked twice.
            for (var on = _entries.IndexOf(start.Id); on >= 0 && !reaches[on]; on = _entries.IndexOf(entries[on].Parent))
                reaches[on] = true;
        }
        _isAcyclic = true;
        return false;
    }
}
