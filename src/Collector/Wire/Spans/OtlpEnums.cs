namespace Tracing.Wire.Spans;

/// <summary>The enums of a span. A number that OTLP does not name is read as the one that says nothing; the span's bytes
/// keep it.</summary>
internal static class OtlpEnums
{
    public static SpanKind KindOf(ulong number) =>
        number <= (ulong)SpanKind.Consumer ? (SpanKind)number : SpanKind.Unspecified;

    public static SpanStatus StatusOf(ulong number) =>
        number <= (ulong)SpanStatus.Error ? (SpanStatus)number : SpanStatus.Unset;
}
