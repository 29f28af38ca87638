using Tracing.Sampling;

namespace Tracing.Configuration;

/// <summary>Reads the recorder's settings; <see cref="RecorderSettings"/> itself knows no configuration.</summary>
public static class RecorderConfig
{
    /// <summary>Reads <c>tracing.buffer-capacity</c>, <c>tracing.sampler</c>, <c>tracing.ratio</c>,
    /// <c>tracing.disabled</c>, <c>tracing.limits.*</c> and <c>tracing.reporter.wake-at</c>.</summary>
    /// <exception cref="ConfigurationException">A value is unusable; the message names key, value and
    /// range.</exception>
    public static RecorderSettings Read(ConfigReader config)
    {
        ArgumentNullException.ThrowIfNull(config);
        var defaults = new RecorderSettings();
        return defaults with
        {
            BufferCapacity = config.Int("tracing.buffer-capacity", defaults.BufferCapacity, 2, 1 << 24),
            WakeAt = config.Int("tracing.reporter.wake-at", defaults.WakeAt, 1, 1 << 24),
            Limits = ReadLimits(config),
            Sampler = config.Switch("tracing.disabled", false) ? AlwaysOffSampler.Instance : ReadSampler(config),
        };
    }

    private static SpanLimits ReadLimits(ConfigReader config) => new()
    {
        TagCount = config.Int("tracing.limits.tags", SpanLimits.Default.TagCount, 0, int.MaxValue),
        EventCount = config.Int("tracing.limits.events", SpanLimits.Default.EventCount, 0, int.MaxValue),
        LinkCount = config.Int("tracing.limits.links", SpanLimits.Default.LinkCount, 0, int.MaxValue),
        TagsPerEntry = config.Int("tracing.limits.tags-per-entry", SpanLimits.Default.TagsPerEntry, 0, int.MaxValue),
        StringLength = config.Int("tracing.limits.text-length", SpanLimits.Default.StringLength, 0, int.MaxValue),
    };

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
