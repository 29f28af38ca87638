using Tracing.Sampling;

namespace Tracing.Configuration;

/// <summary>Reads the recorder's settings; <see cref="RecorderSettings"/> itself knows no configuration.</summary>
public static class RecorderConfig
{
    /// <summary>Reads <c>tracing.buffer-capacity</c>, <c>tracing.sampler</c> and <c>tracing.ratio</c>.</summary>
    /// <exception cref="ConfigurationException">A value is unusable; the message names key, value and
    /// range.</exception>
    public static RecorderSettings Read(ConfigReader config)
    {
        ArgumentNullException.ThrowIfNull(config);
        var defaults = new RecorderSettings();
        return defaults with
        {
            BufferCapacity = config.Int("tracing.buffer-capacity", defaults.BufferCapacity, 2, 1 << 24),
            Sampler = ReadSampler(config),
        };
    }

    private static ParentBasedSampler ReadSampler(ConfigReader config)
    {
        // Always read: a ratio out of range is a mistake even when another sampler is chosen.
        var ratio = config.Fraction("tracing.ratio", 1);
        return config.Choice("tracing.sampler", "always", "always", "never", "ratio") switch
        {
            "never" => new ParentBasedSampler(AlwaysOffSampler.Instance),
            "ratio" => new ParentBasedSampler(new RatioSampler(ratio)),
            _ => ParentBasedSampler.AlwaysOn,
        };
    }
}
