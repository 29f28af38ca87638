namespace Tracing.Wire.Zipkin;

/// <summary>The reasons why one span is rejected and the others of its list are taken.</summary>
internal static class ZipkinFaults
{
    public static ZipkinSpan Check(ZipkinSpan span, int index)
    {
        if (span.Fault is not null) return span;
        if (span.TraceId.IsNone)
            return span with { Fault = $"[{index}].traceId: must be 1 to 32 hexadecimal digits, not all zero" };
        return span.Id.IsNone
            ? span with { Fault = $"[{index}].id: must be 1 to 16 hexadecimal digits, not all zero" }
            : span;
    }

    public static string Parent(int index) => $"[{index}].parentId: must be 1 to 16 hexadecimal digits";
}
