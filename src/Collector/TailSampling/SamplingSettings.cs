using System.Collections.Immutable;

namespace Tracing.TailSampling;

/// <summary>Settings that decide which closed traces are kept.</summary>
public sealed record SamplingSettings
{
    public const int MaxPolicies = 10_000;

    /// <summary>Keeps everything.</summary>
    public static SamplingSettings KeepAll { get; } = new();

    /// <summary>True when a trace on which no policy has an opinion is kept.</summary>
    /// <remarks>keep or drop; the default is keep. tracing.sampling.default.</remarks>
    public bool KeepsByDefault { get; init; } = true;

    /// <summary>Time for which a trace that was dropped by default and was not complete is held, so that it is decided
    /// anew when more of it comes. 0 to 1 h; tracing.sampling.reconsider.</summary>
    public TimeSpan Reconsider { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The policies, in the order in which they are asked.</summary>
    /// <remarks>At most 10,000, because a trace may be shown to all of them. tracing.sampling.policies.</remarks>
    public ImmutableArray<PolicyDefinition> Policies { get; init; } = [];
}
