using Tracing.Configuration;

namespace Tracing.TailSampling.Configuring;

/// <summary>Reads <c>tracing.sampling</c>.</summary>
public static class SamplingReader
{
    private const string Root = "tracing.sampling";
    private const string Policies = Root + ".policies";

    /// <exception cref="ConfigurationException">A value is unusable or a key unknown; the message names the full
    /// key.</exception>
    public static SamplingSettings Read(ConfigReader config)
    {
        ArgumentNullException.ThrowIfNull(config);
        config.RefuseUnknown(Root, ["default", "reconsider", "policies"]);
        var names = config.Children(Policies);
        if (names.IsEmpty && config.Has(Policies))
            throw config.Refuse(Policies, "must be an object of named policies");
        if (names.Length > SamplingSettings.MaxPolicies)
            throw config.Refuse(Policies, $"must be at most {SamplingSettings.MaxPolicies} policies");
        return new SamplingSettings
        {
            KeepsByDefault = config.Choice(Root + ".default", "keep", "keep", "drop") == "keep",
            Reconsider = config.Duration(
                Root + ".reconsider", SamplingSettings.KeepAll.Reconsider, TimeSpan.Zero, TimeSpan.FromHours(1)),
            Policies = [.. names.Select(name => PolicyReader.Read(config, Policies, name))],
        };
    }
}
