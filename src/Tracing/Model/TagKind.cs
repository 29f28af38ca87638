namespace Tracing;

/// <summary>The type of a <see cref="TagValue"/>: one of the cases of OTLP's AnyValue.</summary>
public enum TagKind
{
    Empty,
    String,
    Bool,
    Int,
    Double,
    Bytes,
    Array,
    Map,
}
