using Tracing.Configuration;
using Tracing.Sampling;

namespace Tracing.Actors;

/// <summary>What an actor system traces, and how its spans are reported; <c>reference.conf</c> explains each key.</summary>
public sealed record ActorTracingSettings(
    string ServiceName, RecorderSettings Recorder, TimeSpan ReportInterval, TimeSpan ResendAfter, int BatchesInFlight)
{
    /// <exception cref="ConfigurationException">A value is unusable; the message names key, value and range.</exception>
    public static ActorTracingSettings Read(ConfigReader config, string systemName)
    {
        ArgumentNullException.ThrowIfNull(config);
        var service = config.Text("tracing.service-name", "");
        var recorder = new RecorderSettings();
        return new ActorTracingSettings(
            service.Length == 0 ? systemName : service,
            recorder with
            {
                RingCapacity = config.Int("tracing.ring-capacity", recorder.RingCapacity, 2, 1 << 24),
                Sampler = ReadSampler(config),
            },
            config.Duration("tracing.reporter.interval", TimeSpan.FromMilliseconds(50),
                TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(10)),
            config.Duration("tracing.reporter.resend-after", TimeSpan.FromSeconds(5),
                TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(10)),
            config.Int("tracing.reporter.in-flight", 16, 1, 1024));
    }

    private static ParentBasedSampler ReadSampler(ConfigReader config) =>
        config.Choice("tracing.sampler", "always", "always", "never", "ratio") switch
        {
            "never" => new ParentBasedSampler(AlwaysOffSampler.Instance),
            "ratio" => new ParentBasedSampler(new RatioSampler(config.Fraction("tracing.ratio", 1))),
            _ => ParentBasedSampler.AlwaysOn,
        };
}
