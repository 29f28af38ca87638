namespace Tracing.Wire.Spans;

/// <summary>A span as it travels through the collector: the few facts that assembly needs, and its bytes as they
/// arrived.</summary>
/// <param name="Children">Number of spans that it says it caused; -1 when its library does not count.</param>
/// <param name="Bytes">The whole span as an OTLP Span message.</param>
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

    /// <summary>True when the span's parent has announced it: its library counts children, and it is neither stashed
    /// nor detached.</summary>
    public bool IsCounted => Children >= 0 && (Facts & (RawSpanFacts.Stashed | RawSpanFacts.Detached)) == 0;

    /// <summary>True when the trace does not wait for the parent: the span says that its parent is somebody else's, or
    /// its library does not count and the parent ran in another process, which may report elsewhere or
    /// nowhere.</summary>
    public bool HasForeignParent => !IsRoot
        && (Has(RawSpanFacts.ParentForeign) || (Children < 0 && Has(RawSpanFacts.ParentRemote)));

    public bool Has(RawSpanFacts facts) => (Facts & facts) != 0;
}
