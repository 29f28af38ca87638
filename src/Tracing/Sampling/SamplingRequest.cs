namespace Tracing.Sampling;

/// <summary>The facts that a sampler can decide on, before a span starts.</summary>
/// <param name="Parent">The parent's context. Not valid at a root, where it may still carry baggage and a
/// <see cref="CallerDecision"/>.</param>
public readonly record struct SamplingRequest(
    TraceContext Parent, TraceId TraceId, string Name, SpanKind Kind, string ServiceName);
