namespace Tracing.TailSampling;

/// <summary>A policy's verdict on one trace.</summary>
/// <param name="Reason">A text that the policy creates once, at start, because decisions are counted by it.</param>
/// <param name="Probability">The chance with which a trace like this one is kept, whether this one is or not.</param>
/// <param name="StandsFor">Number of traces for which a kept one stands because a limit passed over the others; 1
/// without a limit.</param>
public readonly record struct PolicyVerdict(Opinion Opinion, string Reason, double Probability, double StandsFor)
{
    public static PolicyVerdict None => default;

    /// <summary>The number of traces for which a kept one stands, including itself.</summary>
    public double Weight => StandsFor / Probability;

    public static PolicyVerdict Keep(string reason, double probability = 1, double standsFor = 1) =>
        new(Opinion.Keep, reason, probability, standsFor);

    public static PolicyVerdict Drop(string reason, double probability = 0) => new(Opinion.Drop, reason, probability, 1);
}
