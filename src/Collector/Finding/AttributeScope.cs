namespace Tracing.Finding;

/// <summary>The part of a trace in which an <see cref="AttributeCondition"/> looks for its attribute.</summary>
public enum AttributeScope
{
    /// <summary>Everywhere, and among the fields that answers show as attributes, such as <c>span.kind</c>.</summary>
    Any,

    /// <summary>The attributes of the span itself.</summary>
    Span,

    /// <summary>The attributes of the resource: the process that recorded the span.</summary>
    Resource,

    /// <summary>The attributes of the instrumentation scope.</summary>
    Scope,

    /// <summary>The attributes of the span's events.</summary>
    Event,

    /// <summary>The attributes of the span's links.</summary>
    Link,
}
