using System.Collections;
using Tracing.Sqlite.Reading;
using Tracing.Storage;
using Tracing.Storage.Packing;
using Tracing.Storage.Searching;

namespace Tracing.Sqlite.Searching;

/// <summary>Looks into the bodies of blocks for entries that may match. Bodies are decompressed and searched on several
/// threads, ahead of who reads the entries.</summary>
/// <remarks>One owner, who keeps a transaction open.</remarks>
internal sealed class BodySearch(TraceReader reader, BlockQuery asked)
{
    /// <summary>Blocks for which one more is searched ahead: an answer that is full after a few blocks needs no
    /// others.</summary>
    private const int BlocksEach = 4;

    private readonly Queue<(EntryAt Block, List<int> Entries, Task<Found> Looking)> _ahead = new();

    /// <summary>The blocks in the same order, with those of the entries that may match; without the blocks that have
    /// none.</summary>
    public IEnumerable<(EntryAt Block, List<int> Entries)> In(IEnumerable<(EntryAt Block, List<int> Entries)> blocks)
    {
        var looked = 0;
        foreach (var (block, entries) in blocks)
        {
            _ahead.Enqueue((block, entries, LookAsync(block)));
            while (_ahead.Count > Math.Min(looked / BlocksEach, Environment.ProcessorCount))
            {
                looked++;
                if (Next() is { Entries.Count: > 0 } found) yield return found;
            }
        }
        while (_ahead.Count > 0)
            if (Next() is { Entries.Count: > 0 } found)
                yield return found;
    }

    private Task<Found> LookAsync(EntryAt block)
    {
        var unpack = reader.BodyLaterOf(block.First, block.Last);
        return Task.Run(() =>
        {
            try
            {
                var body = unpack();
                return new Found(body, asked.MayMatch(body, block.Entries));
            }
            catch (InvalidDataException cause)
            {
                throw new DamagedBlockException(block.First, cause.Message, cause);
            }
        });
    }

    // The thread belongs to this question, as SQLite needs it, so it may wait for the others.
    private (EntryAt Block, List<int> Entries) Next()
    {
        var (block, entries, looking) = _ahead.Dequeue();
        var (body, matching) = looking.GetAwaiter().GetResult();
        if (matching is not null) entries.RemoveAll(index => !matching[index]);
        // A block without a match is not read again soon. Blocks that are read often stay in memory.
        if (entries.Count > 0) reader.Remember(block, body);
        return (block, entries);
    }

    private sealed record Found(BlockReader Body, BitArray? Matching);
}
