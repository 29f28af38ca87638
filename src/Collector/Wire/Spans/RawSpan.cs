namespace Tracing.Wire.Spans;

/// <summary>A span on its way through the collector: the few facts that assembly needs, and the rest as it
/// arrived.</summary>
/// <param name="Children">How many spans it says it caused; -1 when its library does not count.</param>
/// <param name="Bytes">An OTLP Span message.</param>
public readonly record struct RawSpan(
    TraceId TraceId,
    SpanId SpanId,
    SpanId ParentSpanId,
    ulong StartUnixNanos,
    ulong EndUnixNanos,
    int Children,
    RawSpanFacts Facts,
    ReadOnlyMemory<byte> Bytes,
    SpanOrigin Origin)
{
    public const int Uncounted = -1;

    public bool IsRoot => ParentSpanId.IsNone;

    /// <summary>Some parent announced this span: it says how many it caused, and is neither a stashed nor a detached
    /// one.</summary>
    public bool IsCounted => Children >= 0 && (Facts & (RawSpanFacts.Stashed | RawSpanFacts.Detached)) == 0;

    public bool Has(RawSpanFacts facts) => (Facts & facts) != 0;
}
