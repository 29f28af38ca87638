using Tracing.Wire.Spans;

namespace Tracing.Keeping;

/// <summary>The variants of the spans in one set of packed traces: spans with the same origin and the same fields, of
/// those that a scan reads, are one variant.</summary>
/// <remarks>One owner.</remarks>
/// <param name="evaluate">Makes a variant of the fields that are read, and the origin.</param>
internal sealed class SpanVariants<T>(PackedTraces traces, Func<byte[], SpanOrigin, T> evaluate)
    where T : class
{
    // The variant of a span with one more field than another variant. Without fields, a variant is that of an origin.
    private readonly Dictionary<(int Variant, int Field), int> _next = [];
    private readonly Dictionary<int, int> _ofOrigins = [];
    private readonly List<T?> _variants = [];

    public T Of(int span)
    {
        var origin = traces.OriginOf(span);
        if (!_ofOrigins.TryGetValue(origin, out var variant)) _ofOrigins.Add(origin, variant = Add());
        foreach (var field in traces.FieldsOf(span))
        {
            if (!_next.TryGetValue((variant, field), out var next)) _next.Add((variant, field), next = Add());
            variant = next;
        }
        return _variants[variant] ??= evaluate(Bytes(span), traces.Origin(origin));
    }

    private int Add()
    {
        _variants.Add(null);
        return _variants.Count - 1;
    }

    private byte[] Bytes(int span)
    {
        var bytes = new List<byte>();
        foreach (var field in traces.FieldsOf(span)) bytes.AddRange(traces.Field(field));
        return [.. bytes];
    }
}
