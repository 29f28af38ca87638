namespace Tracing.Propagation;

/// <summary>Reads and writes the ids of B3 and the tutorial: 16 or 32 hexadecimal digits for a trace, 16 for a span, of
/// either case.</summary>
internal static class HeaderIds
{
    public const string BadTraceId = "must be 16 or 32 hexadecimal digits";
    public const string BadSpanId = "must be 16 hexadecimal digits";
    public const string Zeros = "must not be all zeros";
    public const string Missing = "is missing";

    /// <summary>Reads an id; returns the fault of the text, or null.</summary>
    public static string? Read(ReadOnlySpan<char> text, out TraceId id) =>
        !TraceId.TryParse(text, out id) ? BadTraceId : id.IsNone ? Zeros : null;

    public static string? Read(ReadOnlySpan<char> text, out SpanId id) =>
        !SpanId.TryParse(text, out id) ? BadSpanId : id.IsNone ? Zeros : null;

    /// <summary>32 digits, or 16 when the upper half is zero (RATIONALE "Why does a B3 trace id of 64 bits go on as 64
    /// bits?").</summary>
    public static string Text(TraceId id) => id.High == 0 ? new SpanId(id.Low).ToString() : id.ToString();

    /// <summary>Reads three headers with ids. A faulty parent id does not invalidate the trace.</summary>
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
        // These headers cannot say whose span it is.
        var found = new Extraction(
            TraceContext.Saying(decision, traceId, spanId, parentId).From(ContextOrigin.ForeignCaller));
        return badParent is null ? found : found.With(new(parentField, parentField, badParent));
    }
}
