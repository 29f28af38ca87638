using System.Text;
using Tracing.Otlp.Proto;
using Tracing.Wire.Spans;
using F = Tracing.Otlp.OtlpFields;

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

    public (string Service, string Name) this[int pair] => _pairs[pair];

    public int Of(int span) => _ofSpans[span];

    /// <returns>Null: a span has several names, or an id in an unusual encoding, so that its parent may be
    /// another.</returns>
    public static SpanNames? Of(
        ChunkTable chunks, IReadOnlyCollection<SpanOrigin> origins, SpanColumns columns, int spans)
    {
        if (NameNumbers(chunks, out var texts) is not { } nameNumbers) return null;
        var names = new SpanNames(spans);
        var services = origins.Select(static origin => origin.Service).ToArray();
        // By origin and name, and then by their texts: several origins may be one service.
        var numbers = new Dictionary<(int Origin, int Name), int>();
        var pairs = new Dictionary<(string, string), int>();
        for (var span = 0; span < spans; span++)
        {
            if (NameOf(columns.FieldsOf(span), nameNumbers) is not { } name) return null;
            var key = (columns.OriginOf(span), name);
            if (!numbers.TryGetValue(key, out var number))
                numbers.Add(key, number = names.NumberOf(pairs, services[key.Item1], texts[name]));
            names._ofSpans[span] = number;
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

    // Zero: the span has no name. Null: it has several.
    private static int? NameOf(ReadOnlySpan<int> fields, int[] nameNumbers)
    {
        var found = 0;
        foreach (var field in fields)
        {
            if (nameNumbers[field] == 0) continue;
            if (found != 0) return null;
            found = nameNumbers[field];
        }
        return found;
    }

    // For each chunk the number of the name that it is, and zero for other fields. Null: an id is encoded in a way that
    // is not usual, and so is a chunk too.
    private static int[]? NameNumbers(ChunkTable chunks, out List<string> texts)
    {
        texts = [""];
        var numbers = new int[chunks.Count];
        for (var i = 0; i < numbers.Length; i++)
        {
            var reader = new ProtoReader(chunks[i]);
            if (!reader.Next()) continue;
            if (reader.Field is F.Span.SpanId or F.Span.ParentSpanId) return null;
            if (!reader.Is(F.Span.Name, ProtoWire.Bytes)) continue;
            numbers[i] = texts.Count;
            texts.Add(Encoding.UTF8.GetString(reader.Content));
        }
        return numbers;
    }
}
