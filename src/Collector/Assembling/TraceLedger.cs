using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Tracing.Wire;

namespace Tracing.Assembling;

/// <summary>Which spans of one trace are in, which are announced or named, and so what is missing. Holds no span data.</summary>
/// <remarks>
/// One owner. Adding a span is O(1), and so is asking whether the trace is exact: instead of walking the tree, it keeps
/// count of the parents that are named but not here and of those whose announced and arrived children differ. The order
/// of arrival cannot matter, because each span only moves counters that commute.
/// </remarks>
internal sealed class TraceLedger
{
    private readonly Dictionary<SpanId, Entry> _entries = [];
    private int _roots;
    private int _missingParents;
    private int _unbalanced;
    private int _lacking;
    private int _uncounted;
    private int _openEnded;
    private bool _hasCycle;

    // Few traces have any; a retry of a conflicting span must not come in twice either.
    private HashSet<(SpanId, ulong)>? _conflicting;

    public int SpanCount { get; private set; }

    public int Conflicts => _conflicting?.Count ?? 0;

    /// <summary>Spans that are here or waited for: what this ledger costs to hold.</summary>
    public int EntryCount => _entries.Count + Conflicts;

    /// <summary>DESIGN "Complete", exact: one root, no parent missing, each announced child here, nothing open-ended.</summary>
    public bool IsExact => _roots == 1 && _missingParents == 0 && _unbalanced == 0 && _uncounted == 0
        && _openEnded == 0 && Conflicts == 0 && !HasCycle();

    /// <summary>DESIGN "Complete", settled: it looks whole, but something in it cannot be counted. Silence must tell.</summary>
    public bool MaySettle => _roots > 0 && _missingParents == 0 && _lacking == 0;

    public LedgerResult Add(in RawSpan span)
    {
        ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(_entries, span.SpanId, out _);
        var hash = ContentHash.Of(span.Bytes.Span);
        if (entry.IsHere)
        {
            if (entry.Hash == hash) return LedgerResult.Duplicate;
            _conflicting ??= [];
            if (!_conflicting.Add((span.SpanId, hash))) return LedgerResult.Duplicate;
            SpanCount++;
            return LedgerResult.Conflict;
        }

        if (entry.Named > 0) _missingParents--;
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
        : new(CompletenessKind.Partial, reason == PartialReason.None ? PartialReason.Age : reason, Missing());

    /// <summary>What is known to be missing, ordered by span id so that equal traces read equally.</summary>
    public ImmutableArray<MissingSpans> Missing() =>
    [
        .. from pair in _entries
           let entry = pair.Value
           where entry.IsHere ? entry.Lacks > 0 : entry.Named > 0
           orderby pair.Key.Value
           select new MissingSpans(pair.Key, entry.IsHere, entry.IsHere ? entry.Lacks : entry.Named),
    ];

    private void Name(SpanId parent, bool counted)
    {
        ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(_entries, parent, out _);
        var before = entry;
        if (entry.Named++ == 0 && !entry.IsHere) _missingParents++;
        if (counted) entry.Arrived++;
        Weigh(before, entry);
    }

    private void Weigh(in Entry before, in Entry after)
    {
        _unbalanced += (after.IsUnbalanced ? 1 : 0) - (before.IsUnbalanced ? 1 : 0);
        _lacking += (after.Lacks > 0 ? 1 : 0) - (before.Lacks > 0 ? 1 : 0);
    }

    // Spans that name each other in a ring balance their counts by themselves. The walk runs only when all else says
    // exact, so at most once for each time that a trace closes; a cycle found is never lost, so it is walked once.
    private bool HasCycle()
    {
        if (_hasCycle) return true;
        var reaches = new Dictionary<SpanId, bool>(_entries.Count);
        var path = new List<SpanId>();
        foreach (var start in _entries.Keys)
        {
            path.Clear();
            var at = start;
            while (!at.IsNone && reaches.TryAdd(at, false))
            {
                path.Add(at);
                at = _entries[at].Parent;
            }
            // Stopped at the root's "no parent", at a span known to reach it, or back on the path itself.
            if (!at.IsNone && !reaches[at]) return _hasCycle = true;
            foreach (var id in path) reaches[id] = true;
        }
        return false;
    }

    private struct Entry
    {
        public SpanId Parent;
        public ulong Hash;
        public int Announced;
        public int Arrived;
        public int Named;
        public bool IsHere;

        public readonly bool IsUnbalanced => IsHere && Announced >= 0 && Announced != Arrived;

        public readonly int Lacks => IsHere && Announced > Arrived ? Announced - Arrived : 0;
    }
}
