using System.Text;
using Tracing.Otlp.Proto;
using Tracing.Wire.Spans;

namespace Tracing.Storage.Packing;

/// <summary>The different pairs of service and span name of a block, and the number of the pair that each span
/// has.</summary>
/// <remarks>Immutable. Relations of spans are compared by these numbers: a block has thousands of spans and a few
/// names.</remarks>
internal sealed class SpanNames
{
    private readonly List<(string Service, string Name)> _pairs = [];
    private readonly int[] _ofSpans;

    private SpanNames(int spans) => _ofSpans = new int[spans];

    public int Count => _pairs.Count;

    public (string Service, string Name) this[int pair] => _pairs[pair];

    public int Of(int span) => _ofSpans[span];

    /// <returns>Null: a span has several names.</returns>
    public static SpanNames? Of(ChunkTable chunks, IReadOnlyCollection<SpanOrigin> origins, PackedSpans spans)
    {
        var names = new SpanNames(spans.Count);
        var services = origins.Select(static origin => origin.Service).ToArray();
        // By the numbers of origin and name, and then by their texts: several origins may be one service.
        var numbers = new Dictionary<long, int>();
        var pairs = new Dictionary<(string, string), int>();
        for (var at = 0; at < spans.Count; at++)
        {
            var span = spans[at];
            if (span.Name == PackedSpan.Several) return null;
            var key = ((long)span.Origin << 32) | (uint)span.Name;
            if (!numbers.TryGetValue(key, out var number))
                numbers.Add(key, number = names.NumberOf(pairs, services[span.Origin], TextOf(chunks, span.Name)));
            names._ofSpans[at] = number;
        }
        return names;
    }

    private int NumberOf(Dictionary<(string, string), int> pairs, string service, string name)
    {
        if (pairs.TryGetValue((service, name), out var number)) return number;
        pairs.Add((service, name), number = _pairs.Count);
        _pairs.Add((service, name));
        return number;
    }

    private static string TextOf(ChunkTable chunks, int name)
    {
        if (name == PackedSpan.None) return "";
        var reader = new ProtoReader(chunks[name]);
        reader.Next();
        return Encoding.UTF8.GetString(reader.Content);
    }
}
