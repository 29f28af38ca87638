using System.Collections.Immutable;
using Tracing.Closing;
using Tracing.Wire.Spans;

namespace Tracing.Assembling;

/// <summary>Keeps account of one trace: which spans are here, which are announced or named as parents, and so which are
/// missing. Holds no span data.</summary>
/// <remarks>
/// One owner. Adding a span is O(1), and so is the question whether the trace is exact. Instead of walking the tree,
/// the ledger counts the parents that are named but not here, and the spans whose announced and arrived children
/// differ. The order of arrival does not matter, because each span only adds to counters.
/// </remarks>
internal sealed class TraceLedger
{
    private LedgerEntries _entries;
    private int _roots;

    // Spans whose parent is somebody else's and is not here: like roots, the trace enters our part of it there.
    private int _entrances;
    private int _localForeign;
    private int _missingParents;
    private int _unbalanced;
    private int _lacking;
    private int _uncounted;
    private int _openEnded;
    private bool _hasCycle;
    private bool _isAcyclic;
    private Amortized _walks;
    private Amortized _listings;

    // Few traces have conflicts. The set is needed because a repeat of a conflicting span must not count twice either.
    private HashSet<(SpanId, ulong)>? _conflicting;

    public int SpanCount { get; private set; }

    public int Conflicts => _conflicting?.Count ?? 0;

    /// <summary>Number of spans that are here or waited for: the memory that this ledger takes.</summary>
    public int EntryCount => _entries.Count + Conflicts;

    /// <summary>Gives back memory that was reserved for further spans.</summary>
    public void Trim() => _entries.Trim();

    /// <summary>True when one root is here, or one span with a foreign remote parent in its place, no parent is
    /// missing, each announced child is here, and nothing is open-ended.</summary>
    /// <remarks>See RATIONALE "When is a trace complete?".</remarks>
    public bool IsExact => _roots + _entrances == 1 && _localForeign == 0 && _missingParents == 0 && _unbalanced == 0
        && _uncounted == 0 && _openEnded == 0 && Conflicts == 0 && !HasCycle();

    /// <summary>True when nothing is known to be missing. A trace that is not exact may then close after a
    /// silence.</summary>
    public bool MaySettle => _roots + _entrances > 0 && _missingParents == 0 && _lacking == 0;

    public LedgerResult Add(in RawSpan span)
    {
        ref var entry = ref _entries.Of(span.SpanId);
        var hash = ContentHash.OfSpan(span.Bytes.Span);
        if (entry.IsHere)
        {
            if (entry.Hash == hash) return LedgerResult.Duplicate;
            _conflicting ??= [];
            if (!_conflicting.Add((span.SpanId, hash))) return LedgerResult.Duplicate;
            SpanCount++;
            return LedgerResult.Conflict;
        }

        if (entry.Named > 0) _missingParents--;
        _entrances -= entry.Unwaited;
        if (entry.Named + entry.Unwaited > 0)
        {
            // Only a span that others name as their parent can close a cycle.
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
        else if (span.HasForeignParent) NameForeign(span);
        else Name(span.ParentSpanId, span.IsCounted);
        return LedgerResult.New;
    }

    /// <summary>Returns the completeness of a trace that is not waited for any longer.</summary>
    /// <param name="reason">Why the trace was closed early; None if it was not.</param>
    public Completeness Judge(PartialReason reason) =>
        IsExact ? Completeness.Exact
        : MaySettle ? Completeness.Settled
        : new(CompletenessKind.Partial, reason == PartialReason.None ? PartialReason.Age : reason,
            _listings.MayRun(_entries.Count) ? Missing() : []);

    /// <summary>Returns what is known to be missing, ordered by span id so that equal traces give equal text.</summary>
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

    private void NameForeign(in RawSpan span)
    {
        // Nobody knows how many messages are sent under an activity of the same process. A remote caller makes one span
        // for each of its calls, and a detached span was announced by nobody.
        if (!span.Has(RawSpanFacts.ParentRemote | RawSpanFacts.Detached)) _localForeign++;
        ref var entry = ref _entries.Of(span.ParentSpanId);
        var before = entry;
        entry.Unwaited++;
        if (!entry.IsHere) _entrances++;
        // The parent may be here all the same, and may even count its children.
        if (span.IsCounted) entry.Arrived++;
        Weigh(before, entry);
    }

    private void Weigh(in LedgerEntry before, in LedgerEntry after)
    {
        _unbalanced += (after.IsUnbalanced ? 1 : 0) - (before.IsUnbalanced ? 1 : 0);
        _lacking += (after.Lacks > 0 ? 1 : 0) - (before.Lacks > 0 ? 1 : 0);
    }

    // Spans that name each other in a cycle balance their counts by themselves. So when all counters say exact, the
    // parents are followed once. A cycle stays once it is found. The result "no cycle" holds until the next span that
    // others name.
    private bool HasCycle()
    {
        if (_hasCycle || _isAcyclic) return _hasCycle;
        // Without the walk it is not known whether there is a cycle, and then the trace is not called exact.
        if (!_walks.MayRun(_entries.Count)) return true;
        var entries = _entries.All;
        var reaches = entries.Length <= 256 ? stackalloc bool[entries.Length] : new bool[entries.Length];
        foreach (ref readonly var start in entries)
        {
            // A path up has no more steps than there are spans, unless it goes round a cycle.
            var steps = 0;
            var at = _entries.IndexOf(start.Id);
            while (at >= 0 && !reaches[at])
            {
                if (++steps > entries.Length) return _hasCycle = true;
                at = _entries.IndexOf(entries[at].Parent);
            }
            // Mark the whole path, so that no span is walked twice.
            for (var on = _entries.IndexOf(start.Id); on >= 0 && !reaches[on]; on = _entries.IndexOf(entries[on].Parent))
                reaches[on] = true;
        }
        _isAcyclic = true;
        return false;
    }
}
