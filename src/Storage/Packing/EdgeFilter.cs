using System.Collections.Immutable;
using System.Text;
using Tracing.Keeping;
using Tracing.Otlp.Proto;
using Tracing.Wire.Spans;
using F = Tracing.Otlp.OtlpFields;

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

    private const int NoName = -1;

    // Four, because each alone could be a false positive of an earlier filter.
    private static readonly ulong[] _marks =
        [.. Enumerable.Range(0, 4).Select(mark => TagFilter.HashOf($"\0relations {mark}"))];

    /// <summary>Adds the relations of all spans, or nothing where a block has too many.</summary>
    public static void Add(
        HashSet<ulong> hashes, ChunkTable chunks, IReadOnlyCollection<SpanOrigin> origins, SpanColumns columns,
        int entries)
    {
        var services = origins.Select(static origin => origin.Service).ToArray();
        if (NamesOf(chunks) is not { } names) return;
        var edges = new HashSet<(string, int, string, int, bool)>();
        for (var entry = 0; entry < entries; entry++)
        {
            var first = columns.FirstOf(entry);
            for (var span = first; span < columns.FirstOf(entry + 1); span++)
            {
                if (NameOf(span) is not { } name) return;
                var above = columns.ParentOf(span);
                for (var depth = 1; above != SpanColumns.NoParent; above = columns.ParentOf(first + above), depth++)
                {
                    if (depth > MaxDepth || first + above >= columns.FirstOf(entry + 1)) return;
                    if (NameOf(first + above) is not { } nameAbove) return;
                    if (depth == 1) edges.Add((ServiceOf(first + above), nameAbove, ServiceOf(span), name, true));
                    edges.Add((ServiceOf(first + above), nameAbove, ServiceOf(span), name, false));
                    if (edges.Count > MaxEdges) return;
                }
            }
        }
        hashes.UnionWith(_marks);
        foreach (var (parentService, parentName, service, name, isDirect) in edges)
            foreach (var above in ImmutableArray.Create(OfService(parentService), OfName(NameText(parentName))))
                foreach (var below in ImmutableArray.Create("", OfService(service), OfName(NameText(name))))
                    hashes.Add(HashOf(isDirect, above, below));

        string ServiceOf(int span) => services[columns.OriginOf(span)];

        // Null: it has several.
        int? NameOf(int span)
        {
            var found = NoName;
            foreach (var field in columns.FieldsOf(span))
            {
                if (names[field] is null) continue;
                if (found != NoName) return null;
                found = field;
            }
            return found;
        }

        string NameText(int name) => name == NoName ? "" : names[name]!;
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

    // For each chunk the name that it is. Null: an id is encoded in a way that is not usual, and so is a chunk too.
    private static string?[]? NamesOf(ChunkTable chunks)
    {
        var names = new string?[chunks.Count];
        for (var i = 0; i < names.Length; i++)
        {
            var reader = new ProtoReader(chunks[i]);
            if (!reader.Next()) continue;
            if (reader.Field is F.Span.SpanId or F.Span.ParentSpanId) return null;
            if (reader.Is(F.Span.Name, ProtoWire.Bytes)) names[i] = Encoding.UTF8.GetString(reader.Content);
        }
        return names;
    }

    private static string OfService(string service) => "s" + service;

    private static string OfName(string name) => "n" + name;

    private static ulong HashOf(bool isDirect, string above, string below) =>
        TagFilter.HashOf($"\0{(isDirect ? "parent" : "above")} {above}\0{below}");
}
