namespace Tracing.Sampling;

/// <summary>What is known when a span is about to start.</summary>
/// <param name="Parent">At a root not valid, though it may bring baggage and a <see cref="CallerDecision"/>.</param>
public readonly record struct SamplingRequest(
    TraceContext Parent, TraceId TraceId, string Name, SpanKind Kind, string ServiceName);
