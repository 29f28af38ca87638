using Tracing.Configuration;
using Tracing.TailSampling;
using Tracing.TailSampling.Configuring;

namespace Tracing.Assembling;

/// <summary>Settings for closing traces that are not exact, for the memory of open traces, and for tail
/// sampling.</summary>
public sealed record AssemblerSettings
{
    private const long LeastRememberedBytes = 1 << 20;

    public static AssemblerSettings Default { get; } = new();

    /// <summary>Silence after which a trace with uncounted spans is closed.</summary>
    /// <remarks>1 ms to 10 min; tracing.collector.settle. See RATIONALE "Why six seconds of silence?".</remarks>
    public TimeSpan Settle { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary>Age at which a trace is closed, whatever is missing.</summary>
    /// <remarks>1 ms to 1 h; tracing.collector.max-age.</remarks>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Number of spans at which an open trace is closed early; later spans join it as revisions.</summary>
    /// <remarks>1 to 10,000,000; tracing.collector.max-spans-per-trace.</remarks>
    public int MaxSpansPerTrace { get; init; } = 200_000;

    /// <summary>Number of spans at which a trace is full: further spans are dropped, and counted on the
    /// trace.</summary>
    /// <remarks>1 to 100,000,000; tracing.collector.hard-max-spans-per-trace. Not below max-spans-per-trace.</remarks>
    public int HardMaxSpansPerTrace { get; init; } = 1_000_000;

    /// <summary>Memory limit for all open traces: 500 bytes for each, and for each span its bytes and about 200
    /// more.</summary>
    /// <remarks>1 KiB to 1 TiB; tracing.collector.max-bytes. Over three quarters of it, large old traces are closed
    /// early.</remarks>
    public long MaxBytes { get; init; } = 256L << 20;

    /// <summary>Number of spans of closed traces that are remembered, to recognise late and repeated spans.</summary>
    /// <remarks>0 to 100,000,000, about 50 bytes each and 300 for each trace, and never more than an eighth of
    /// <see cref="MaxBytes"/>; tracing.collector.remembered-spans.</remarks>
    public int RememberedSpans { get; init; } = 1_000_000;

    /// <summary>Memory for the spans of closed traces that are remembered.</summary>
    internal long RememberedBytes
    {
        get => field > 0 ? field : Math.Max(MaxBytes / 8, LeastRememberedBytes);
        init;
    }

    /// <summary>Number of dropped traces that are remembered, so that their late spans are dropped too.</summary>
    /// <remarks>0 to 1,000,000,000, 8 bytes each; tracing.collector.remembered-drops. See RATIONALE "What is remembered
    /// of a dropped trace?".</remarks>
    public int RememberedDrops { get; init; } = 1_000_000;

    /// <summary>Number of operations with figures of their own; each service has one figure for all its
    /// others.</summary>
    /// <remarks>1 to 100,000, about 300 bytes each; tracing.collector.figures.</remarks>
    public int Figures { get; init; } = 2_000;

    /// <summary>Decides which closed traces are kept; all by default.</summary>
    public SamplingSettings Sampling { get; init; } = SamplingSettings.KeepAll;

    /// <summary>Reads <c>tracing.collector.*</c> and <c>tracing.sampling.*</c>.</summary>
    /// <exception cref="ConfigurationException">A value is unusable; the message names key, value and
    /// range.</exception>
    public static AssemblerSettings Read(ConfigReader config)
    {
        ArgumentNullException.ThrowIfNull(config);
        var millisecond = TimeSpan.FromMilliseconds(1);
        return new AssemblerSettings
        {
            Settle = config.Duration("tracing.collector.settle", Default.Settle, millisecond, TimeSpan.FromMinutes(10)),
            MaxAge = config.Duration("tracing.collector.max-age", Default.MaxAge, millisecond, TimeSpan.FromHours(1)),
            MaxSpansPerTrace = config.Int(
                "tracing.collector.max-spans-per-trace", Default.MaxSpansPerTrace, 1, 10_000_000),
            HardMaxSpansPerTrace = config.Int(
                "tracing.collector.hard-max-spans-per-trace", Default.HardMaxSpansPerTrace, 1, 100_000_000),
            MaxBytes = config.Bytes("tracing.collector.max-bytes", Default.MaxBytes, 1 << 10, 1L << 40),
            RememberedSpans = config.Int(
                "tracing.collector.remembered-spans", Default.RememberedSpans, 0, 100_000_000),
            RememberedDrops = config.Int(
                "tracing.collector.remembered-drops", Default.RememberedDrops, 0, 1_000_000_000),
            Figures = config.Int("tracing.collector.figures", Default.Figures, 1, 100_000),
            Sampling = SamplingReader.Read(config),
        };
    }
}
