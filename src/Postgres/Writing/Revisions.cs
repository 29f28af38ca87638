using Tracing.Keeping;
using Tracing.Postgres.Connecting;
using Tracing.Postgres.Reading;
using Tracing.Postgres.Tables;
using Tracing.Storage;
using Tracing.Storage.Packing;

namespace Tracing.Postgres.Writing;

/// <summary>Updates traces that get more spans after they were put: late spans, or those that another collector
/// has.</summary>
/// <remarks>One owner, who keeps a transaction open. Another process may revise the same trace at the same time: then
/// each writes what it knows, and a reader unites both.</remarks>
internal sealed class Revisions(
    Session session, TraceReader reader, FigureRows figures, Action<DamagedBlockException> damaged)
{
    /// <summary>Up to this many spans a trace is united with each new part, which is cheap and finds
    /// duplicates.</summary>
    private const int FewSpans = 256;

    private readonly LargeTraces _large = new();

    /// <param name="parts">The entries of the trace, at least one.</param>
    public async Task<Revision> ReviseAsync(KeptTrace part, TracePart[] parts)
    {
        var first = parts.MinBy(static one => one.Place ?? one.Sequence);
        var place = first.Place ?? first.Sequence;
        long added = Math.Max(1, part.Raw.Length);
        if (await KnownAsync(place).ConfigureAwait(false) is { } known)
        {
            added += known.Added;
            if (known.Spans + added > FewSpans && added <= Math.Max(16, known.Spans))
            {
                if (!_large.Knows(place, parts.Length))
                {
                    var stored = await reader.ReadAsync(part.TraceId, parts, damaged).ConfigureAwait(false);
                    _large.Learn(place, parts.Length, stored.Count == 0 ? part.With([])
                        : KeptTrace.Unite([.. stored.Select(static one => one.Trace)]));
                }
                await WriteAsync(place, first.Slot, part, known.Spans, added).ConfigureAwait(false);
                await MarkAsync(part, parts, place).ConfigureAwait(false);
                return new Revision(_large.Trim(place, part), place);
            }
        }
        var read = await reader.ReadAsync(part.TraceId, parts, damaged).ConfigureAwait(false);
        // Its parts are damaged, or another trace has the same key.
        if (read.Count == 0) return new Revision(part, null);
        var whole = KeptTrace.Unite([.. read.Select(static one => one.Trace)]);
        var united = KeptTrace.Unite(whole, part);
        if (read.Count == 1 && AddsNothing(whole, united)) return default;
        // Another process may have replaced some of them since they were read.
        var replaced = await session.QueryAsync(
            "DELETE FROM ids WHERE key = $1 AND sequence = ANY($2) RETURNING sequence", static row => row.GetInt64(0),
            default, TraceKey.Of(part.TraceId), read.Select(static one => one.Part.Sequence).ToArray())
            .ConfigureAwait(false);
        foreach (var one in read)
            if (replaced.Contains(one.Part.Sequence))
                figures.Remove(one.Trace);
        await WriteAsync(place, first.Slot, united, united.Raw.Length, 0).ConfigureAwait(false);
        await MarkAsync(part, parts, place).ConfigureAwait(false);
        return new Revision(united, place);
    }

    /// <summary>Forgets what is known of traces. Needed after a transaction that failed.</summary>
    public void Forget() => _large.Clear();

    private static bool AddsNothing(KeptTrace whole, KeptTrace united) =>
        united.Raw.Length == whole.Raw.Length && united.Revision == whole.Revision
        && united.Completeness.Equals(whole.Completeness) && united.Truncated == whole.Truncated
        && united.Conflicts == whole.Conflicts;

    private async Task<(long Spans, long Added)?> KnownAsync(long place)
    {
        var known = await session.QueryAsync("SELECT spans, added FROM revised WHERE place = $1",
            static rows => (rows.GetInt64(0), rows.GetInt64(1)), default, place).ConfigureAwait(false);
        return known.Count == 0 ? null : known[0];
    }

    // From now on the trace is found through the revised table alone.
    private async Task MarkAsync(KeptTrace part, TracePart[] parts, long place)
    {
        if (parts.All(one => one.Place == place)) return;
        await session.ExecuteAsync("UPDATE ids SET place = $3 WHERE key = $1 AND sequence = ANY($2)", default,
            TraceKey.Of(part.TraceId), parts.Select(static one => one.Sequence).ToArray(), place).ConfigureAwait(false);
    }

    // The bounds only ever widen, so it does not matter which of two processes comes last.
    private async Task WriteAsync(long place, int slot, KeptTrace trace, long spans, long added)
    {
        var facts = EntryFacts.Of(0, trace);
        var start = trace.Raw.IsEmpty ? long.MaxValue : SignedNanos.Of(facts.StartUnixNanos);
        await session.ExecuteAsync(
            """
            INSERT INTO revised AS r (place, key, slot, start_nanos, end_nanos, errors, spans, added)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            ON CONFLICT (place) DO UPDATE SET start_nanos = least(r.start_nanos, excluded.start_nanos),
                end_nanos = greatest(r.end_nanos, excluded.end_nanos), errors = greatest(r.errors, excluded.errors),
                spans = excluded.spans, added = excluded.added
            """,
            default, place, TraceKey.Of(trace.TraceId), slot, start, SignedNanos.Of(facts.EndUnixNanos),
            facts.HasErrors ? 1 : 0, spans, added).ConfigureAwait(false);
    }
}
