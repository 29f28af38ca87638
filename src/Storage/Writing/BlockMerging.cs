using Tracing.Storage.Files;
using Tracing.Storage.Packing;
using Tracing.Storage.Reading;

namespace Tracing.Storage.Writing;

/// <summary>Makes large blocks of the small ones that a quiet system writes: sixteen of a kind become one.</summary>
/// <remarks>One owner. Each entry is written anew twice at most.</remarks>
internal sealed class BlockMerging(Database database, BlockTable blocks, BlockBuilder builder, TraceReader reader)
{
    private const int FanIn = 16;

    // Entries from which on a block is of the second kind, and of the last.
    private const int Middle = 16, Large = 256;

    /// <summary>Merges once, if there is something to merge.</summary>
    public bool Step()
    {
        var run = NewestRun();
        if (run.Count < FanIn) return false;
        run.Reverse();
        using var transaction = database.Begin(writes: true);
        var isDone = false;
        try
        {
            foreach (var (first, last) in run) Move(first, last);
            if (builder.Count > 0) blocks.Add(builder.Build());
            transaction.Commit();
            isDone = true;
        }
        finally
        {
            if (!isDone)
            {
                blocks.ForgetLabels();
                if (builder.Count > 0) builder.Build();
            }
        }
        return true;
    }

    private void Move(long first, long last)
    {
        var body = reader.BodyOf(first, last);
        var entries = blocks.Remove(first);
        for (var i = 0; i < entries.Length; i++)
        {
            // What was united into another entry, or has gone with its trace, is left behind.
            var isLive = database.Number("SELECT count(*) FROM ids WHERE key = $0 AND sequence = $1",
                TraceKey.Of(entries[i].TraceId), entries[i].Sequence) > 0;
            if (!isLive) continue;
            builder.Add(entries[i].Sequence, body.Read(i, entries[i].TraceId));
            if (builder.IsFull) blocks.Add(builder.Build());
        }
    }

    // The newest blocks that are of one kind, newest first; empty where the newest is large.
    private List<(long First, long Last)> NewestRun()
    {
        var run = new List<(long, long)>();
        var kind = -1;
        using var rows = database.Query(
            "SELECT first, last, entries, bytes FROM blocks ORDER BY first DESC LIMIT $0", FanIn);
        while (rows.Read())
        {
            var one = Kind(rows.GetInt32(2), rows.GetInt64(3));
            if (kind < 0) kind = one;
            if (one != kind || one == Kind(Large, 0)) break;
            run.Add((rows.GetInt64(0), rows.GetInt64(1)));
        }
        return run;
    }

    private static int Kind(int entries, long bytes) => entries switch
    {
        _ when bytes >= BlockBuilder.FullBytes / 4 => 2,
        < Middle => 0,
        < Large => 1,
        _ => 2,
    };
}
