using System.Collections.Immutable;
using Tracing.Keeping;
using Tracing.Storage.Files;
using Tracing.Storage.Packing;
using Tracing.Storage.Reading;

namespace Tracing.Storage.Writing;

/// <summary>Traces of which more came after they were put: late spans, or what another collector knows.</summary>
/// <remarks>One owner, with a transaction open. See RATIONALE "What becomes of late spans?".</remarks>
internal sealed class RevisionTable(Database database, TraceReader reader)
{
    /// <summary>Up to so many spans a trace is united at once: it is cheap, and what repeats is seen.</summary>
    private const int FewSpans = 256;

    private const string Find = "SELECT start, end, errors, spans, added FROM revised WHERE place = $0";

    /// <summary>What is to be written for a part that came in: itself, or the whole; null: nothing, it was all
    /// there.</summary>
    /// <param name="place">Of the trace's first part: that of the trace in the order of all.</param>
    public KeptTrace? Revise(KeptTrace part, ImmutableArray<(long Sequence, long? Place)> parts, out long place)
    {
        place = parts[0].Place ?? parts[0].Sequence;
        var facts = EntryFacts.Of(0, part);
        var (start, end) = (BlockTable.Clamp(facts.StartUnixNanos), BlockTable.Clamp(facts.EndUnixNanos));
        var hasErrors = facts.HasErrors;
        long spans = 0, added = Math.Max(1, part.Raw.Length);
        var isKnown = false;
        using (var rows = database.Query(Find, place))
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
        // One that was never revised has one part: reading it says how large it is.
        var whole = isKnown ? null : reader.Read(parts.Select(one => one.Sequence));
        if (whole is not null) spans = whole.Raw.Length;
        if (isKnown && spans + added > FewSpans && added <= Math.Max(16, spans))
        {
            Write(place, part, start, end, hasErrors, spans, added);
            return part;
        }
        whole ??= reader.Read(parts.Select(one => one.Sequence));
        var united = KeptTrace.Unite(whole, part);
        if (parts.Length == 1 && AddsNothing(whole, united)) return null;
        Remove(part, parts);
        var all = EntryFacts.Of(0, united);
        Write(place, united, BlockTable.Clamp(all.StartUnixNanos), BlockTable.Clamp(all.EndUnixNanos), all.HasErrors,
            united.Raw.Length, 0);
        return united;
    }

    private static bool AddsNothing(KeptTrace whole, KeptTrace united) =>
        united.Raw.Length == whole.Raw.Length && united.Revision == whole.Revision
        && united.Completeness.Equals(whole.Completeness) && united.Truncated == whole.Truncated
        && united.Conflicts == whole.Conflicts;

    private void Remove(KeptTrace trace, ImmutableArray<(long Sequence, long? Place)> parts)
    {
        foreach (var (sequence, _) in parts)
            database.Execute("DELETE FROM ids WHERE key = $0 AND sequence = $1", TraceKey.Of(trace.TraceId), sequence);
    }

    private void Write(long place, KeptTrace trace, long start, long end, bool hasErrors, long spans, long added)
    {
        // The first part gets its place too: from now on the trace is found under it alone.
        database.Execute(
            "UPDATE ids SET place = $1 WHERE key = $0 AND sequence = $1", TraceKey.Of(trace.TraceId), place);
        database.Execute(
            """
            INSERT OR REPLACE INTO revised(place, key, start, end, errors, spans, added)
            VALUES ($0, $1, $2, $3, $4, $5, $6)
            """,
            place, TraceKey.Of(trace.TraceId), start, end, hasErrors ? 1 : 0, spans, added);
    }
}
