namespace Tracing;

/// <summary>What a <see cref="TagValue"/> holds; the cases of OTLP's AnyValue.</summary>
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
