using System.Collections.Immutable;
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

    // Four, because each alone could be a false positive of an earlier filter.
    private static readonly ulong[] _marks =
        [.. Enumerable.Range(0, 4).Select(mark => TagFilter.HashOf($"\0relations {mark}"))];

    /// <summary>Adds the relations of all spans, or nothing where a block has too many.</summary>
    public static void Add(
        FilterEntries hashes, ChunkTable chunks, IReadOnlyCollection<SpanOrigin> origins, SpanColumns columns,
        int entries)
    {
        if (SpanNames.Of(chunks, origins, columns, columns.FirstOf(entries)) is not { } names) return;
        var edges = new HashSet<(int Above, int Below, bool IsDirect)>();
        for (var entry = 0; entry < entries; entry++)
            if (!TryAdd(edges, names, columns, columns.FirstOf(entry), columns.FirstOf(entry + 1)))
                return;
        hashes.Add(_marks);
        foreach (var (above, below, isDirect) in edges)
        {
            var (parentService, parentName) = names[above];
            var (service, name) = names[below];
            foreach (var one in ImmutableArray.Create(OfService(parentService), OfName(parentName)))
                foreach (var other in ImmutableArray.Create("", OfService(service), OfName(name)))
                    hashes.Add(HashOf(isDirect, one, other));
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
    private static bool TryAdd(
        HashSet<(int Above, int Below, bool IsDirect)> edges, SpanNames names, SpanColumns columns, int first, int end)
    {
        for (var span = first; span < end; span++)
        {
            var depth = 0;
            for (var above = columns.ParentOf(span); above != SpanColumns.NoParent;
                above = columns.ParentOf(first + above))
            {
                if (++depth > MaxDepth || first + above >= end) return false;
                if (depth == 1) edges.Add((names.Of(first + above), names.Of(span), true));
                edges.Add((names.Of(first + above), names.Of(span), false));
                if (edges.Count > MaxEdges) return false;
            }
        }
        return true;
    }

    private static string OfService(string service) => "s" + service;

    private static string OfName(string name) => "n" + name;

    private static ulong HashOf(bool isDirect, string above, string below) =>
        TagFilter.HashOf($"\0{(isDirect ? "parent" : "above")} {above}\0{below}");
}
