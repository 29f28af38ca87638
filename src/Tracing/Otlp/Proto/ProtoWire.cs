namespace Tracing.Otlp.Proto;

/// <summary>Protobuf's wire types (encoding specification, "Message Structure"); groups are not used by OTLP.</summary>
internal enum ProtoWire
{
    Varint = 0,
    Fixed64 = 1,
    Bytes = 2,
    Fixed32 = 5,
}
