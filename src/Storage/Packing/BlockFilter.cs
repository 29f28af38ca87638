using System.Text;
using Tracing.Finding;
using Tracing.Keeping;
using Tracing.Otlp.Proto;
using Tracing.Wire.Spans;
using F = Tracing.Otlp.OtlpFields;

namespace Tracing.Storage.Packing;

/// <summary>Tells that no trace of a block matches a query, or that one may. It has the attributes, texts, actors, ids
/// and relations of the block in one <see cref="BloomFilter"/>, and after it <see cref="NumberRanges"/> of attributes
/// and durations.</summary>
/// <remarks>What earlier versions did not put into it has marks, which are entries of their own; so filters of all
/// versions can be read.</remarks>
internal static class BlockFilter
{
    /// <summary>True when the filter can exclude blocks for this query.</summary>
    public static bool Helps(TraceQuery query) => !query.Attributes.IsDefaultOrEmpty || query.Text is not null
        || query.StatusDescription is not null || query.ActorPath is not null || query.ActorType is not null
        || query.MinMailboxWaitNanos > 0 || query.OnlyUndelivered || query.Caller is not null
        || query.CallerOperation is not null || query.AboveService is not null || query.AboveOperation is not null
        || DurationFilter.Helps(query);

    /// <param name="spans">The spans of the entries; null: their relations are not known.</param>
    /// <param name="services">The services with the entries that use them; null: how long their traces are is not
    /// known.</param>
    /// <param name="values">Used again for the next block; null: a new one.</param>
    public static byte[] Write(ChunkTable chunks, IReadOnlyCollection<SpanOrigin> origins,
        IReadOnlyList<EntryFacts> entries, PackedSpans? spans, IReadOnlyCollection<LabelUse>? services = null,
        ValueFilter? values = null)
    {
        values ??= new ValueFilter(new FilterEntries());
        var hashes = values.Hashes;
        hashes.Clear();
        var parts = new PartFilter(hashes);
        var attributes = new TagFilter(hashes, values);
        for (var i = 0; i < chunks.Count; i++) Add(chunks[i], attributes, parts);
        foreach (var origin in origins)
        {
            attributes.AddAll(origin.Resource.Span, F.Resource.Attributes, parts);
            attributes.AddAll(origin.Scope.Span, F.Scope.Attributes, parts);
            parts.AddText(origin.Service);
        }
        foreach (var entry in entries) parts.Add(entry.TraceId);
        values.End();
        if (services is not null) DurationFilter.Add(hashes, parts, services, entries);
        if (spans is not null) EdgeFilter.Add(hashes, chunks, origins, spans);
        return parts.Write();
    }

    /// <summary>False: no trace of the block matches.</summary>
    /// <param name="leastNanos">The shortest trace that is wanted.</param>
    public static bool MayMatch(ReadOnlySpan<byte> filter, TraceQuery query, ulong leastNanos = 0)
    {
        if (filter.IsEmpty) return true;
        var numbers = NumberRanges.Split(filter, out var bits);
        foreach (var condition in query.Attributes.IsDefault ? [] : query.Attributes)
            if (!MayMeet(bits, numbers, condition))
                return false;
        return PartFilter.MayMatch(bits, numbers, query) && EdgeFilter.MayMatch(bits, query)
            && DurationFilter.MayMatch(bits, numbers, query, leastNanos);
    }

    // A field of a span that is shown as an attribute may meet a condition on any place.
    private static bool MayMeet(ReadOnlySpan<byte> bits, NumberRanges numbers, AttributeCondition condition) =>
        (condition.Scope == AttributeScope.Any && ShownFields.Has(condition.Key))
        || (TagFilter.MayMeet(bits, condition) && PartFilter.MayMeet(bits, numbers, condition)
            && ValueFilter.MayMeet(bits, condition));

    // The attributes that a field of a span has: the attribute itself, or those of an event or link; or its text.
    private static void Add(ReadOnlySpan<byte> field, TagFilter attributes, PartFilter parts)
    {
        if (PlainAttribute.TryRead(field, out var attribute) && attributes.TryAdd(attribute, parts)) return;
        var reader = new ProtoReader(field);
        if (!reader.Next() || reader.Wire != ProtoWire.Bytes) return;
        switch (reader.Field)
        {
            case F.Span.Attributes: attributes.AddPair(reader.Content, parts); break;
            case F.Span.Events: attributes.AddAll(reader.Content, F.Event.Attributes, parts); break;
            case F.Span.Links: attributes.AddAll(reader.Content, F.Link.Attributes, parts); break;
            case F.Span.Name: parts.AddText(Encoding.UTF8.GetString(reader.Content)); break;
            case F.Span.Status: parts.AddText(OtlpDecoder.Text(reader.Content, F.Status.Message)); break;
        }
    }
}
