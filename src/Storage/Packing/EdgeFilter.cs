using System.Text;
using Tracing.Keeping;
using Tracing.Wire.Spans;

namespace Tracing.Storage.Packing;

/// <summary>The relations of a block in its filter: which service and operation is above which other one, directly or
/// at some distance.</summary>
/// <remarks>Filters of earlier versions lack the marks and exclude nothing by relations.</remarks>
internal static class EdgeFilter
{
    /// <summary>Different relations of a block. With more of them, names are random, and none is in the
    /// filter.</summary>
    private const int MaxEdges = 1_024;

    /// <summary>Spans above each other; deeper traces are not in the filter.</summary>
    private const int MaxDepth = 64;

    private static ReadOnlySpan<byte> Direct => "\0parent "u8;

    private static ReadOnlySpan<byte> Distant => "\0above "u8;

    // Four, because each alone could be a false positive of an earlier filter.
    private static readonly ulong[] _marks =
        [.. Enumerable.Range(0, 4).Select(mark => TagFilter.HashOf($"\0relations {mark}"))];

    /// <summary>Adds the relations of all spans, or nothing where a block has too many.</summary>
    public static void Add(
        FilterEntries hashes, ChunkTable chunks, IReadOnlyCollection<SpanOrigin> origins, PackedSpans spans)
    {
        if (spans.HasUnusualIds || SpanNames.Of(chunks, origins, spans) is not { } names) return;
        var edges = new HashSet<long>();
        for (var entry = 0; entry < spans.Entries; entry++)
            if (!TryAdd(edges, names, spans, spans.FirstOf(entry), spans.FirstOf(entry + 1)))
                return;
        hashes.Add(_marks);
        var texts = Enumerable.Range(0, names.Count).Select(pair => TextsOf(names[pair])).ToArray();
        var text = new ByteSink(256);
        foreach (var edge in edges)
        {
            var below = texts[(edge >> 1) & int.MaxValue];
            foreach (var one in texts[edge >> 32])
            {
                text.Clear();
                text.Raw((edge & 1) != 0 ? Direct : Distant);
                text.Raw(one);
                text.Byte(0);
                var length = text.Length;
                hashes.Add(ContentHash.Of(text.Written));
                foreach (var other in below)
                {
                    text.CutTo(length);
                    text.Raw(other);
                    hashes.Add(ContentHash.Of(text.Written));
                }
            }
        }
    }

    /// <summary>False: no span of the block is below the one that the query asks for.</summary>
    public static bool MayMatch(ReadOnlySpan<byte> bits, TraceQuery query) =>
        MayMatch(bits, query, isDirect: true, query.Caller, query.CallerOperation)
        && MayMatch(bits, query, isDirect: false, query.AboveService, query.AboveOperation);

    private static bool MayMatch(
        ReadOnlySpan<byte> bits, TraceQuery query, bool isDirect, string? service, string? operation)
    {
        if ((service is null && operation is null) || !BloomFilter.MayHaveAll(bits, _marks)) return true;
        string?[] aboves = [service is null ? null : OfService(service), operation is null ? null : OfName(operation)];
        string?[] belows =
        [
            query.Service is { } below ? OfService(below) : null, query.Operation is { } name ? OfName(name) : null, "",
        ];
        foreach (var above in aboves)
            foreach (var one in belows)
                if (above is not null && one is not null && !BloomFilter.MayHave(bits, HashOf(isDirect, above, one)))
                    return false;
        return true;
    }

    // The spans of one entry. False: there are too many relations, or they cannot be known.
    private static bool TryAdd(HashSet<long> edges, SpanNames names, PackedSpans spans, int first, int end)
    {
        for (var span = first; span < end; span++)
        {
            var (depth, below) = (0, names.Of(span));
            for (var above = spans[span].Parent; above != PackedSpan.None; above = spans[first + above].Parent)
            {
                if (++depth > MaxDepth || first + above >= end) return false;
                if (depth == 1) edges.Add(EdgeOf(names.Of(first + above), below, isDirect: true));
                edges.Add(EdgeOf(names.Of(first + above), below, isDirect: false));
                if (edges.Count > MaxEdges) return false;
            }
        }
        return true;
    }

    // Pairs have numbers below the number of spans of a block, which takes far fewer bits.
    private static long EdgeOf(int above, int below, bool isDirect) =>
        ((long)above << 32) | ((long)below << 1) | (isDirect ? 1L : 0);

    private static byte[][] TextsOf((string Service, string Name) pair) =>
        [Encoding.UTF8.GetBytes(OfService(pair.Service)), Encoding.UTF8.GetBytes(OfName(pair.Name))];

    private static string OfService(string service) => "s" + service;

    private static string OfName(string name) => "n" + name;

    private static ulong HashOf(bool isDirect, string above, string below) =>
        TagFilter.HashOf($"\0{(isDirect ? "parent" : "above")} {above}\0{below}");
}
