namespace Tracing.TailSampling;

/// <summary>The decision to keep or drop a closed trace, with its reason. Late spans follow it.</summary>
/// <param name="Policy">The configured name of the policy that decided.</param>
/// <param name="Reason">The policy's reason.</param>
/// <param name="Weight"> Number of traces for which a kept trace stands, including itself; 0 for a dropped trace. The
/// sum of the weights of kept traces estimates the number of all traces. </param>
public sealed record TraceDecision(bool Keeps, string Policy, string Reason, double Weight)
{
    /// <summary>The policy name in the decision on a trace on which no policy had an opinion.</summary>
    public const string DefaultPolicy = "default";

    /// <summary>The decision on every trace when no policy is configured.</summary>
    public static TraceDecision KeptByDefault { get; } = new(true, DefaultPolicy, "no policy has an opinion", 1);

    public static TraceDecision DroppedByDefault { get; } = KeptByDefault with { Keeps = false, Weight = 0 };
}
