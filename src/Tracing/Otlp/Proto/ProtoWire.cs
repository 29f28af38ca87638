namespace Tracing.Otlp.Proto;

/// <summary>Protobuf's wire types (encoding specification, "Message Structure"), without groups, which OTLP does not
/// use.</summary>
internal enum ProtoWire
{
    Varint = 0,
    Fixed64 = 1,
    Bytes = 2,
    Fixed32 = 5,
}
