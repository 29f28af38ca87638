using Tracing.Otlp.Proto;
using F = Tracing.Otlp.OtlpFields;

namespace Tracing.Storage.Packing;

/// <summary>The protobuf tags of the span fields that have tokens of their own.</summary>
internal static class SpanField
{
    public const byte TraceId = (F.Span.TraceId << 3) | (byte)ProtoWire.Bytes;
    public const byte SpanId = (F.Span.SpanId << 3) | (byte)ProtoWire.Bytes;
    public const byte Parent = (F.Span.ParentSpanId << 3) | (byte)ProtoWire.Bytes;
    public const byte Start = (F.Span.Start << 3) | (byte)ProtoWire.Fixed64;
    public const byte End = (F.Span.End << 3) | (byte)ProtoWire.Fixed64;
}
