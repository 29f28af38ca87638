using System.Collections.Immutable;
using Tracing.Keeping;
using Tracing.Sqlite.Files;
using Tracing.Sqlite.Reading;
using Tracing.Storage;
using Tracing.Storage.Packing;

namespace Tracing.Sqlite.Writing;

/// <summary>Updates traces that get more spans after they were put: late spans, or those that another collector
/// has.</summary>
/// <remarks>One owner, who keeps a transaction open. See RATIONALE "What becomes of late spans?".</remarks>
internal sealed class RevisionRows(Database database, TraceReader reader, FigureRows figures)
{
    /// <summary>Up to this many spans a trace is united with each new part, which is cheap and finds
    /// duplicates.</summary>
    private const int FewSpans = 256;

    private readonly LargeTraces _large = new();

    private const string Find = "SELECT start, end, errors, spans, added FROM revised WHERE place = $0";

    /// <summary>Decides what to write for a new part of a stored trace.</summary>
    /// <param name="firstSequence">The sequence of the trace's first entry, which gives the trace its position in the
    /// order of all traces.</param>
    /// <returns>The part, or the united trace; null: the part adds nothing.</returns>
    public KeptTrace? Revise(
        KeptTrace part, ImmutableArray<(long Sequence, long? FirstSequence)> parts, out long firstSequence)
    {
        firstSequence = parts[0].FirstSequence ?? parts[0].Sequence;
        var facts = EntryFacts.Of(0, part);
        var (start, end) = (SignedNanos.Of(facts.StartUnixNanos), SignedNanos.Of(facts.EndUnixNanos));
        var hasErrors = facts.HasErrors;
        long spans = 0, added = Math.Max(1, part.Raw.Length);
        var isKnown = false;
        using (var rows = database.Query(Find, firstSequence))
        {
            if (rows.Read())
            {
                isKnown = true;
                if (part.Raw.IsEmpty || rows.GetInt64(0) < start) start = rows.GetInt64(0);
                end = Math.Max(end, rows.GetInt64(1));
                hasErrors |= rows.GetInt64(2) != 0;
                spans = rows.GetInt64(3);
                added += rows.GetInt64(4);
            }
        }
        // A trace that was never revised has one part, whose size is known only by reading it.
        var whole = isKnown ? null : ReadAll(parts);
        if (whole is not null) spans = whole.Raw.Length;
        if (isKnown && spans + added > FewSpans && added <= Math.Max(16, spans))
        {
            if (!_large.Knows(firstSequence, parts.Length))
                _large.Learn(firstSequence, parts.Length, ReadAll(parts));
            Write(firstSequence, part, start, end, hasErrors, spans, added);
            return _large.Trim(firstSequence, part);
        }
        whole ??= ReadAll(parts);
        var united = KeptTrace.Unite(whole, part);
        if (parts.Length == 1 && AddsNothing(whole, united)) return null;
        figures.Remove(whole);
        Remove(part, parts);
        var all = EntryFacts.Of(0, united);
        Write(firstSequence, united, SignedNanos.Of(all.StartUnixNanos), SignedNanos.Of(all.EndUnixNanos),
            all.HasErrors, united.Raw.Length, 0);
        return united;
    }

    /// <summary>Forgets what is known of traces. Needed after a transaction that failed.</summary>
    public void Forget() => _large.Clear();

    private KeptTrace ReadAll(ImmutableArray<(long Sequence, long? FirstSequence)> parts) =>
        reader.Read(parts.Select(one => one.Sequence))
        ?? throw new DamagedBlockException(parts[0].Sequence, "an entry is not in its block");

    private static bool AddsNothing(KeptTrace whole, KeptTrace united) =>
        united.Raw.Length == whole.Raw.Length && united.Revision == whole.Revision
        && united.Completeness.Equals(whole.Completeness) && united.Truncated == whole.Truncated
        && united.Conflicts == whole.Conflicts;

    private void Remove(KeptTrace trace, ImmutableArray<(long Sequence, long? FirstSequence)> parts)
    {
        foreach (var (sequence, _) in parts)
            database.Execute("DELETE FROM ids WHERE key = $0 AND sequence = $1", TraceKey.Of(trace.TraceId), sequence);
    }

    private void Write(
        long firstSequence, KeptTrace trace, long start, long end, bool hasErrors, long spans, long added)
    {
        // The first entry is marked too: from now on the trace is found through the revised table alone.
        database.Execute(
            "UPDATE ids SET place = $1 WHERE key = $0 AND sequence = $1", TraceKey.Of(trace.TraceId), firstSequence);
        database.Execute(
            """
            INSERT OR REPLACE INTO revised(place, key, start, end, errors, spans, added)
            VALUES ($0, $1, $2, $3, $4, $5, $6)
            """,
            firstSequence, TraceKey.Of(trace.TraceId), start, end, hasErrors ? 1 : 0, spans, added);
    }
}
