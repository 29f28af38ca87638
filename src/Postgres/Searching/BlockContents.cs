using System.Collections;
using System.Runtime.CompilerServices;
using Tracing.Postgres.Connecting;
using Tracing.Postgres.Reading;
using Tracing.Storage;
using Tracing.Storage.Packing;
using Tracing.Storage.Searching;

namespace Tracing.Postgres.Searching;

/// <summary>Finds the entries of blocks that may match. What it needs of several blocks comes in one answer of the
/// server, and their bodies are searched on several threads.</summary>
/// <remarks>One owner, who keeps a snapshot open.</remarks>
/// <param name="damaged">Called for each block that cannot be read; it is left out.</param>
internal sealed class BlockContents(
    Session session, TraceReader reader, BlockQuery asked, Action<DamagedBlockException> damaged)
{
    /// <summary>Blocks that are read at once, some 100 KB each. The first one comes alone, because an answer may be
    /// full with it.</summary>
    private const int MostAtOnce = 8;

    /// <summary>The entries that may match, in the order of their blocks; those of the blocks that were read at once
    /// come together.</summary>
    public async IAsyncEnumerable<List<(StoredBlock Block, int Index)>> OfAsync(
        BlockSearch search, SearchBounds bounds, [EnumeratorCancellation] CancellationToken stopping)
    {
        var count = 1;
        await foreach (var page in search.PagesAsync(stopping).ConfigureAwait(false))
        {
            for (var at = 0; at < page.Count; at += count, count = Math.Min(MostAtOnce, count * 2))
            {
                var some = page.GetRange(at, Math.Min(count, page.Count - at));
                var contents = await ReadAsync(some, stopping).ConfigureAwait(false);
                var looking = some.Zip(contents, (found, content) =>
                    Task.Run(() => EntriesOf(found, content, bounds), stopping)).ToArray();
                yield return [.. (await Task.WhenAll(looking).ConfigureAwait(false)).SelectMany(static one => one)];
            }
        }
    }

    // One question for the lists and bodies that are not known yet.
    private async Task<Content[]> ReadAsync(List<FoundBlock> blocks, CancellationToken stopping)
    {
        var known = blocks.Select(found => asked.UsesBodies ? reader.Known(found.First, found.Last) : null).ToArray();
        long[] bodies = [.. blocks.Where((_, at) => asked.UsesBodies && known[at] is null)
            .Select(static found => found.First)];
        long[] wanted = [.. blocks.Where(static found => found.List is null).Select(static found => found.First)
            .Union(bodies)];
        var rows = wanted.Length == 0 ? [] : await session.QueryAsync(
            "SELECT first, list, CASE WHEN first = ANY($2) THEN body END FROM blocks WHERE first = ANY($1)",
            static row => (First: row.GetInt64(0), List: row.GetFieldValue<byte[]>(1),
                Body: row.IsDBNull(2) ? [] : row.GetFieldValue<byte[]>(2)),
            stopping, wanted, bodies).ConfigureAwait(false);
        var read = rows.ToDictionary(static row => row.First, static row => (row.List, row.Body));
        return [.. blocks.Select((found, at) =>
        {
            var (list, body) = read.GetValueOrDefault(found.First, ([], []));
            return new Content(found.List ?? list, known[at], body);
        })];
    }

    private IEnumerable<(StoredBlock Block, int Index)> EntriesOf(
        FoundBlock found, Content content, SearchBounds bounds)
    {
        try
        {
            var block = found.Parse(content.List);
            var members = found.ReadMembers(block.Entries.Length);
            var entries = new List<int>();
            for (var i = block.Entries.Length - 1; i >= 0; i--)
                if (members?[i] != false && bounds.Admit(block.Entries[i]))
                    entries.Add(i);
            if (entries.Count > 0 && asked.UsesBodies && MayMatch(block, content) is { } may)
                entries.RemoveAll(index => !may[index]);
            return entries.Select(index => (block, index));
        }
        catch (DamagedBlockException damage)
        {
            damaged(damage);
        }
        catch (InvalidDataException cause)
        {
            damaged(new DamagedBlockException(found.First, cause.Message, cause));
        }
        return [];
    }

    // Searching the fields that the block has once is faster than unpacking hundreds of traces.
    private BitArray? MayMatch(StoredBlock block, Content content)
    {
        var body = content.Known ?? new BlockReader(content.Body);
        var may = asked.MayMatch(body, block.Entries);
        // A block without a match is not read again soon. Blocks that are read often stay in memory.
        if (may?.HasAnySet() != false) reader.Remember(block, body);
        return may;
    }

    private readonly record struct Content(byte[] List, BlockReader? Known, byte[] Body);
}
