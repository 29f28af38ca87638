using System.Collections.Immutable;
using Tracing.Configuration;
using Tracing.TailSampling.Configuring;

namespace Tracing.TailSampling;

/// <summary>Which closed traces are kept.</summary>
public sealed record SamplingSettings
{
    public const int MaxPolicies = 10_000;

    /// <summary>Keeps everything.</summary>
    public static SamplingSettings KeepAll { get; } = new();

    /// <summary>What becomes of a trace on which no policy has an opinion.</summary>
    /// <remarks>keep or drop; keep. tracing.sampling.default.</remarks>
    public bool KeepsByDefault { get; init; } = true;

    /// <summary>In the order in which they are asked.</summary>
    /// <remarks>At most 10,000: each trace may be shown to all of them. tracing.sampling.policies.</remarks>
    public ImmutableArray<PolicyDefinition> Policies { get; init; } = [];

    /// <summary>Reads <c>tracing.sampling.*</c>.</summary>
    /// <exception cref="ConfigurationException">Something is unusable or unknown; the message names its full
    /// key.</exception>
    public static SamplingSettings Read(ConfigReader config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return SamplingReader.Read(config);
    }
}
