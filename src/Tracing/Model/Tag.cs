namespace Tracing;

/// <summary>A named value on a span, an event or a link. OpenTelemetry calls it an attribute.</summary>
public readonly record struct Tag(string Key, TagValue Value);
