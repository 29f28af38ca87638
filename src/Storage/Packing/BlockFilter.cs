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

    /// <param name="columns">The spans of the entries; null: their relations are not known.</param>
    /// <param name="services">The services with the entries that use them; null: how long their traces are is not
    /// known.</param>
    /// <param name="values">Used again for the next block; null: a new one.</param>
    public static byte[] Write(ChunkTable chunks, IReadOnlyCollection<SpanOrigin> origins,
        IReadOnlyList<EntryFacts> entries, SpanColumns? columns, IReadOnlyCollection<LabelUse>? services = null,
        ValueFilter? values = null)
    {
        values ??= new ValueFilter(new FilterEntries());
        var hashes = values.Hashes;
        hashes.Clear();
        var parts = new PartFilter(hashes);
        var attributes = new TagFilter(hashes, values);
        var tags = new List<Tag>();
        for (var i = 0; i < chunks.Count; i++)
        {
            if (attributes.TryAddPlain(chunks[i], parts)) continue;
            tags.Clear();
            ReadTags(chunks[i], tags);
            attributes.Add(tags);
            parts.Add(tags);
            AddText(parts, chunks[i]);
        }
        foreach (var origin in origins)
        {
            tags.Clear();
            tags.AddRange([.. origin.ResourceTags(), .. origin.ScopeTags()]);
            attributes.Add(tags);
            parts.Add(tags);
            parts.AddText(origin.Service);
        }
        foreach (var entry in entries) parts.Add(entry.TraceId);
        values.End();
        if (services is not null) DurationFilter.Add(hashes, parts, services, entries);
        if (columns is not null) EdgeFilter.Add(hashes, chunks, origins, columns, entries.Count);
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

    private static void AddText(PartFilter parts, ReadOnlySpan<byte> field)
    {
        var reader = new ProtoReader(field);
        if (!reader.Next()) return;
        if (reader.Is(F.Span.Name, ProtoWire.Bytes)) parts.AddText(Encoding.UTF8.GetString(reader.Content));
        else if (reader.Is(F.Span.Status, ProtoWire.Bytes))
            parts.AddText(OtlpDecoder.Text(reader.Content, F.Status.Message));
    }

    // The attributes that a field of a span has: the attribute itself, or those of an event or link.
    private static void ReadTags(ReadOnlySpan<byte> field, List<Tag> to)
    {
        var reader = new ProtoReader(field);
        if (!reader.Next()) return;
        if (reader.Is(F.Span.Attributes, ProtoWire.Bytes)) to.Add(OtlpValueDecoder.Pair(reader.Content));
        else if (reader.Is(F.Span.Events, ProtoWire.Bytes))
            to.AddRange(OtlpDecoder.Tags(reader.Content, F.Event.Attributes));
        else if (reader.Is(F.Span.Links, ProtoWire.Bytes))
            to.AddRange(OtlpDecoder.Tags(reader.Content, F.Link.Attributes));
    }
}
