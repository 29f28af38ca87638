using Tracing.Sqlite.Files;
using Tracing.Sqlite.Reading;
using Tracing.Storage.Packing;

namespace Tracing.Sqlite.Writing;

/// <summary>Merges the small blocks that a quiet system writes: sixteen blocks of one size class become one.</summary>
/// <remarks>One owner. Each entry is rewritten at most twice. How full a block is cannot be seen in its rows: a full one may
/// be small on disk, where its text is compressed well. So blocks older than a full one are left alone.</remarks>
internal sealed class BlockMerging(Database database, BlockRows blocks, BlockBuilder builder, TraceReader reader)
{
    private const int FanIn = 16;

    // The least entries of a block in the second and the third size class; the third is not merged.
    private const int Middle = 16, Large = 256;

    /// <returns>False: there is nothing to merge.</returns>
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
            // Entries that were united into another one, or deleted with their trace, are not copied.
            if (!LiveEntries.Has(database, entries[i])) continue;
            builder.Add(entries[i].Sequence, body.Read(i, entries[i].TraceId));
            if (builder.IsFull) blocks.Add(builder.Build());
        }
    }

    // The newest blocks of one size class, newest first; empty when the newest is large.
    private List<(long First, long Last)> NewestRun()
    {
        var run = new List<(long, long)>();
        var sizeClass = -1;
        using var rows = database.Query(
            "SELECT first, last, entries, bytes FROM blocks WHERE first > $0 ORDER BY first DESC LIMIT $1",
            blocks.FullUpTo, FanIn);
        while (rows.Read())
        {
            var one = SizeClass(rows.GetInt32(2), rows.GetInt64(3));
            if (sizeClass < 0) sizeClass = one;
            if (one != sizeClass || one == SizeClass(Large, 0)) break;
            run.Add((rows.GetInt64(0), rows.GetInt64(1)));
        }
        return run;
    }

    private static int SizeClass(int entries, long bytes) => entries switch
    {
        _ when bytes >= BlockBuilder.FullBytes / 4 => 2,
        < Middle => 0,
        < Large => 1,
        _ => 2,
    };
}
