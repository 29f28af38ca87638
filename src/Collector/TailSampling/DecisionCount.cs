namespace Tracing.TailSampling;

/// <summary>How often a policy decided for this reason.</summary>
/// <param name="Spans">Of those traces, when they closed.</param>
/// <param name="LateSpans">Of those traces, afterwards; they followed the decision.</param>
/// <param name="Weight">What the kept traces stand for together, themselves included.</param>
public readonly record struct DecisionCount(
    string Policy, string Reason, bool Keeps, long Traces, long Spans, long LateSpans, double Weight);
