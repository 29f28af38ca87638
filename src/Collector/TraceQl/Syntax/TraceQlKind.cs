namespace Tracing.TraceQl.Syntax;

/// <summary>The type of a <see cref="TraceQlValue"/>.</summary>
public enum TraceQlKind
{
    /// <summary>No value: the span does not have the attribute.</summary>
    Nil,

    Int,
    Float,

    /// <summary>Nanoseconds.</summary>
    Duration,

    Text,
    Bool,
    Status,
    SpanKind,

    /// <summary>The value of one attribute that is an array.</summary>
    Array,

    /// <summary>The values that several events or links of one span have.</summary>
    Several,
}
