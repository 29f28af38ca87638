namespace Tracing;

/// <summary>The role of a span in a call; the numbers are OTLP's (opentelemetry/proto/trace/v1,
/// Span.SpanKind).</summary>
public enum SpanKind
{
    Unspecified = 0,
    Internal = 1,
    Server = 2,
    Client = 3,
    Producer = 4,
    Consumer = 5,
}
