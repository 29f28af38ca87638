using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;
using Tracing.Otlp.Proto;
using Tracing.Wire.Spans;
using F = Tracing.Otlp.OtlpFields;

namespace Tracing.TailSampling;

/// <summary>The attributes of a trace's spans and resources by key. All are located once; those asked for are
/// decoded.</summary>
/// <remarks>Linear in the number of attributes, whatever is asked. Policies look at few of them.</remarks>
internal sealed class TraceAttributes
{
    private const int UsualPerSpan = 8;
    private const int MostAtOnce = 1_024;

    private readonly List<(ReadOnlyMemory<byte> Pair, int Next)> _pairs;
    private readonly Dictionary<int, int> _lastByHash = [];
    private readonly Dictionary<string, TagValue[]> _found = new(StringComparer.Ordinal);

    // Policies often ask for the same key one after the other.
    private string _lastKey = "";
    private TagValue[] _lastValues = [];

    public TraceAttributes(ImmutableArray<RawSpan> spans)
    {
        _pairs = new((int)Math.Min((long)spans.Length * UsualPerSpan, MostAtOnce));
        var resources = new HashSet<SpanOrigin>(SpanOrigin.ByResource);
        SpanOrigin? last = null;
        foreach (ref readonly var span in spans.AsSpan())
        {
            Note(span.Bytes, F.Span.Attributes);
            if (ReferenceEquals(span.Origin, last)) continue;
            last = span.Origin;
            if (resources.Add(last)) Note(last.Resource, F.Resource.Attributes);
        }
    }

    /// <summary>Returns all values of a key, in the order of the spans.</summary>
    public ReadOnlySpan<TagValue> this[string key]
    {
        get
        {
            if (string.Equals(key, _lastKey, StringComparison.Ordinal)) return _lastValues;
            if (!_found.TryGetValue(key, out var values)) _found.Add(key, values = Decode(key));
            _lastKey = key;
            return _lastValues = values;
        }
    }

    private void Note(ReadOnlyMemory<byte> message, int field)
    {
        var reader = new ProtoReader(message.Span);
        while (reader.Next())
        {
            if (!reader.Is(field, ProtoWire.Bytes)) continue;
            ref var last = ref CollectionsMarshal.GetValueRefOrAddDefault(_lastByHash, HashOf(KeyOf(reader.Content)), out var isKnown);
            _pairs.Add((message.Slice(reader.ContentStart, reader.ContentLength), isKnown ? last : -1));
            last = _pairs.Count - 1;
        }
    }

    private TagValue[] Decode(string key)
    {
        var utf8 = Encoding.UTF8.GetBytes(key);
        var values = new List<TagValue>();
        for (var at = _lastByHash.GetValueOrDefault(HashOf(utf8), -1); at >= 0; at = _pairs[at].Next)
            if (KeyOf(_pairs[at].Pair.Span).SequenceEqual(utf8))
                values.Add(OtlpValueDecoder.Pair(_pairs[at].Pair.Span).Value);
        values.Reverse();
        return [.. values];
    }

    private static ReadOnlySpan<byte> KeyOf(ReadOnlySpan<byte> pair)
    {
        var reader = new ProtoReader(pair);
        while (reader.Next())
            if (reader.Is(F.KeyValue.Key, ProtoWire.Bytes))
                return reader.Content;
        return default;
    }

    private static int HashOf(ReadOnlySpan<byte> key) => (int)ContentHash.Of(key);
}
