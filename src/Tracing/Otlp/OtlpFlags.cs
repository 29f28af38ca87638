namespace Tracing.Otlp;

/// <summary>Bits of OTLP's span flags beyond W3C's low byte (trace.proto, SpanFlags).</summary>
internal static class OtlpFlags
{
    public const uint RemotenessKnown = 0x100;
    public const uint ParentIsRemote = 0x200;
}
