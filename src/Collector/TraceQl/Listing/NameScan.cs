using System.Collections.Concurrent;
using System.Text;
using Tracing.Keeping;
using Tracing.Otlp.Proto;
using Tracing.Wire.Spans;
using F = Tracing.Otlp.OtlpFields;

namespace Tracing.TraceQl.Listing;

/// <summary>Collects the names of attributes in packed traces from the keys of their fields. No value is unpacked. A
/// name of another trace that is packed together with these may be among them.</summary>
/// <remarks>Like every scan: <see cref="Reads"/> on any thread, the rest one call at a time.</remarks>
internal sealed class NameScan(AttributeNames names) : IPackedScan
{
    // Most fields have a key that is known by then: its hash tells that without a text of it.
    private readonly ConcurrentDictionary<(int Field, ulong Key), bool> _known = new();
    private readonly HashSet<SpanOrigin> _origins = [];
    private readonly Lock _adding = new();

    /// <summary>Keeps the names: they are shown again.</summary>
    public void Restart()
    {
    }

    public bool Skips(TraceId id) => false;

    /// <returns>False: of a field its keys are enough.</returns>
    public bool Reads(ReadOnlySpan<byte> field)
    {
        var reader = new ProtoReader(field);
        if (!reader.Next() || reader.Wire != ProtoWire.Bytes) return false;
        switch (reader.Field)
        {
            case F.Span.Attributes: AddKey("span", F.Span.Attributes, reader.Content); break;
            case F.Span.Events: AddKeys("event", F.Span.Events, reader.Content, F.Event.Attributes); break;
            case F.Span.Links: AddKeys("link", F.Span.Links, reader.Content, F.Link.Attributes); break;
        }
        return false;
    }

    public bool Add(PackedTraces traces)
    {
        var seen = new HashSet<int>();
        foreach (var trace in traces.Traces)
        {
            var (first, end) = traces.SpansOf(trace);
            for (var span = first; span < end; span++)
                if (seen.Add(traces.OriginOf(span)))
                    Add(traces.Origin(traces.OriginOf(span)));
        }
        return true;
    }

    public bool Add(KeptTrace trace)
    {
        if (TraceQlQuery.All.Match(trace) is { } match)
            lock (_adding)
                names.Add(match);
        return true;
    }

    private void Add(SpanOrigin origin)
    {
        if (!_origins.Add(origin)) return;
        lock (_adding) names.Add(origin);
    }

    private void AddKeys(string scope, int field, ReadOnlySpan<byte> message, int attributes)
    {
        var reader = new ProtoReader(message);
        while (reader.Next())
            if (reader.Is(attributes, ProtoWire.Bytes))
                AddKey(scope, field, reader.Content);
    }

    private void AddKey(string scope, int field, ReadOnlySpan<byte> pair)
    {
        // The last one counts, as for every decoder.
        ReadOnlySpan<byte> key = default;
        var reader = new ProtoReader(pair);
        while (reader.Next())
            if (reader.Is(F.KeyValue.Key, ProtoWire.Bytes))
                key = reader.Content;
        if (!_known.TryAdd((field, ContentHash.Of(key)), true)) return;
        lock (_adding) names.Add(scope, Encoding.UTF8.GetString(key));
    }
}
