namespace Tracing.TailSampling;

/// <summary>A policy's word on one trace.</summary>
/// <param name="Reason">A text that the policy made once, at start: decisions are counted by it.</param>
/// <param name="Probability">With which the coin keeps a trace like this one; also told of one that it did not
/// keep.</param>
/// <param name="StandsFor">Traces that reached the policy and for which this one is kept; 1 unless a limit passed over
/// some.</param>
public readonly record struct PolicyVerdict(Opinion Opinion, string Reason, double Probability, double StandsFor)
{
    public static PolicyVerdict None => default;

    /// <summary>How many traces a kept one stands for, itself included.</summary>
    public double Weight => StandsFor / Probability;

    public static PolicyVerdict Keep(string reason, double probability = 1, double standsFor = 1) =>
        new(Opinion.Keep, reason, probability, standsFor);

    public static PolicyVerdict Drop(string reason, double probability = 0) => new(Opinion.Drop, reason, probability, 1);
}
