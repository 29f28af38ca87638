namespace Tracing.Sampling;

/// <summary>A sampler's answer, with its reason.</summary>
/// <param name="Probability">The chance with which such a trace is kept, 0 to 1. A kept trace stands for 1/probability
/// traces.</param>
/// <param name="Reason">A constant text for people.</param>
public readonly record struct SamplingDecision(bool Keeps, double Probability, string Reason);
