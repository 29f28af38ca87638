namespace Tracing.Sampling;

/// <summary>What is known when a span is about to start.</summary>
/// <param name="Parent">Not valid at a root.</param>
public readonly record struct SamplingRequest(
    TraceContext Parent, TraceId TraceId, string Name, SpanKind Kind, string ServiceName);
