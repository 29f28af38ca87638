namespace Tracing;

/// <summary>The W3C trace flags: one byte in <c>traceparent</c>, the low byte of OTLP's <c>flags</c>.</summary>
[Flags]
public enum TraceFlags : byte
{
    None = 0,

    /// <summary>The caller may have recorded this trace.</summary>
    Sampled = 1,

    /// <summary>The low 56 bits of the trace id are random (Trace Context Level 2).</summary>
    Random = 2,
}
