namespace Tracing.TailSampling;

/// <summary>Whether a closed trace is kept, and why. Its late spans follow it.</summary>
/// <param name="Policy">The name under which the operator configured the policy that decided.</param>
/// <param name="Reason">What that policy saw.</param>
/// <param name="Weight">
/// How many traces it stands for, itself included: sums of weights over kept traces are counts of all traces. 0 of a
/// dropped one.
/// </param>
public sealed record TraceDecision(bool Keeps, string Policy, string Reason, double Weight)
{
    /// <summary>The policy's name where none had an opinion.</summary>
    public const string DefaultPolicy = "default";

    /// <summary>What becomes of every trace where nothing is configured.</summary>
    public static TraceDecision KeptByDefault { get; } = new(true, DefaultPolicy, "no policy has an opinion", 1);

    public static TraceDecision DroppedByDefault { get; } = KeptByDefault with { Keeps = false, Weight = 0 };
}
