namespace Tracing.Demo.Generating;

/// <summary>A generated span, and the service that sends it.</summary>
internal readonly record struct MadeSpan(string Service, SpanData Span);
