namespace Tracing.Otlp;

/// <summary>The bits of OTLP's span flags above the low byte, which holds W3C's flags (trace.proto,
/// SpanFlags).</summary>
internal static class OtlpFlags
{
    public const uint RemotenessKnown = 0x100;
    public const uint ParentIsRemote = 0x200;
}
