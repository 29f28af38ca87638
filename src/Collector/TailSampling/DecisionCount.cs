namespace Tracing.TailSampling;

/// <summary>Counts the traces on which one policy decided for one reason.</summary>
/// <param name="Spans">Number of spans in those traces when they closed.</param>
/// <param name="LateSpans">Number of spans that came later and followed the decision.</param>
/// <param name="Weight">Number of traces for which the kept traces stand together, including themselves.</param>
public readonly record struct DecisionCount(
    string Policy, string Reason, bool Keeps, long Traces, long Spans, long LateSpans, double Weight);
