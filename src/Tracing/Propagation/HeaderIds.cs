namespace Tracing.Propagation;

/// <summary>The ids of B3 and the tutorial: a trace of 16 or 32 hexadecimal digits, spans of 16, of any case.</summary>
internal static class HeaderIds
{
    public const string BadTraceId = "must be 16 or 32 hexadecimal digits";
    public const string BadSpanId = "must be 16 hexadecimal digits";
    public const string Zeros = "must not be all zeros";
    public const string Missing = "is missing";

    /// <summary>What is wrong with the text, or null.</summary>
    public static string? Read(ReadOnlySpan<char> text, out TraceId id) =>
        !TraceId.TryParse(text, out id) ? BadTraceId : id.IsNone ? Zeros : null;

    public static string? Read(ReadOnlySpan<char> text, out SpanId id) =>
        !SpanId.TryParse(text, out id) ? BadSpanId : id.IsNone ? Zeros : null;

    /// <summary>As it came: 16 digits where the upper half is empty, for systems that have 64-bit ids.</summary>
    public static string Text(TraceId id) => id.High == 0 ? new SpanId(id.Low).ToString() : id.ToString();

    /// <summary>Reads three headers of ids. A parent at fault does not cost the trace.</summary>
    public static Extraction Extract<TCarrier>(TCarrier carrier, HeaderGetter<TCarrier> get,
        string traceField, string spanField, string parentField, CallerDecision decision)
    {
        var traceText = get(carrier, traceField);
        var spanText = get(carrier, spanField);
        var parentText = get(carrier, parentField);
        if (traceText is null && spanText is null && parentText is null)
            return new(TraceContext.Saying(decision));
        if (traceText is null) return Extraction.Faulty(new(traceField, traceField, Missing));
        if (Read(traceText.AsSpan().Trim(" \t"), out TraceId traceId) is { } badTrace)
            return Extraction.Faulty(new(traceField, traceField, badTrace));
        if (spanText is null) return Extraction.Faulty(new(spanField, spanField, Missing));
        if (Read(spanText.AsSpan().Trim(" \t"), out SpanId spanId) is { } badSpan)
            return Extraction.Faulty(new(spanField, spanField, badSpan));
        string? badParent = null;
        var parentId = default(SpanId);
        if (parentText is not null) badParent = Read(parentText.AsSpan().Trim(" \t"), out parentId);
        var found = new Extraction(TraceContext.Saying(decision, traceId, spanId, parentId));
        return badParent is null ? found : found.With(new(parentField, parentField, badParent));
    }
}
