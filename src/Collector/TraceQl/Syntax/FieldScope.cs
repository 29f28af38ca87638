namespace Tracing.TraceQl.Syntax;

/// <summary>The place where a <see cref="FieldReference"/> looks.</summary>
internal enum FieldScope
{
    /// <summary>The first that has the attribute: span, resource, event, link, instrumentation.</summary>
    None,

    Span,
    Resource,
    Event,
    Link,
    Instrumentation,

    /// <summary>A property of the span or trace instead of an attribute.</summary>
    Intrinsic,
}
