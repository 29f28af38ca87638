using System.Collections.Immutable;
using Tracing.Configuration;
using Tracing.Sampling;

namespace Tracing.Actors;

/// <summary>The actors and messages that the traced providers trace; <c>tracing.instrumentation</c> in
/// <c>reference.conf</c> explains each key.</summary>
/// <remarks>A pattern that begins with a slash matches actor paths without their address, any other full type names;
/// <c>*</c> is any text. Can be changed at run time through <c>ActorTracing.Instrumentation</c>.</remarks>
/// <param name="Continue">Actors that continue the trace that a message carries.</param>
/// <param name="Start">Actors that start a trace for a message that carries none; they also continue traces.</param>
/// <param name="Never">Actors that do neither; it wins over the other two.</param>
/// <param name="NeverMessages">Messages that are never traced, by full type name.</param>
/// <param name="Remote">What becomes of traces between nodes.</param>
/// <param name="ScheduledUpTo">The longest delay after which a message that a handler schedules belongs to the
/// handler's trace.</param>
/// <param name="NeverCuts">True: what the actors and messages that are never traced cause is outside the trace. False:
/// only their spans are missing.</param>
/// <param name="ChainsUpTo">The time after which a trace is checked for work that starts itself again without
/// end.</param>
public sealed record InstrumentationSettings(
    ImmutableArray<string> Continue, ImmutableArray<string> Start, ImmutableArray<string> Never,
    ImmutableArray<string> NeverMessages, RemotePropagation Remote, TimeSpan ScheduledUpTo, bool NeverCuts,
    TimeSpan ChainsUpTo)
{
    private const string Section = "tracing.instrumentation.";

    private const double LowestRate = 0.0001;

    /// <summary>The most traces a second that actors of <see cref="Start"/> start; 0: no limit. A message over the
    /// limit, and all that it causes, is not recorded. tracing.instrumentation.starts-per-second.</summary>
    public double StartsPerSecond { get; init; }

    /// <exception cref="ConfigurationException">A value is unusable; the message names key, value and what is
    /// allowed.</exception>
    public static InstrumentationSettings Read(ConfigReader config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new InstrumentationSettings(
            Patterns(config, "continue", "/user/*, /remote/*, /system/sharding/*/*/*"),
            Patterns(config, "start", "/user/*, /system/sharding/*/*/*"),
            Patterns(config, "never", DefaultNever),
            Patterns(config, "never-messages", ""),
            config.Choice(Section + "remote.propagate", "write", "off", "read", "write") switch
            {
                "off" => RemotePropagation.Off,
                "read" => RemotePropagation.Read,
                _ => RemotePropagation.Write,
            },
            config.Duration(
                Section + "scheduled-up-to", TimeSpan.FromSeconds(10), TimeSpan.Zero, TimeSpan.FromHours(1)),
            config.Switch(Section + "never-cuts", false),
            config.Duration(Section + "chains-up-to", TimeSpan.FromSeconds(10), TimeSpan.FromMilliseconds(1),
                TimeSpan.FromHours(1)))
        {
            StartsPerSecond = ReadStarts(config),
        };
    }

    private static double ReadStarts(ConfigReader config)
    {
        const string Key = Section + "starts-per-second";
        var rate = config.Number(Key, 10, 0, 1_000_000);
        return rate is 0 or >= LowestRate
            ? rate
            : throw config.Refuse(Key, config.Text(Key, ""), "must be 0, or a number from 0.0001 to 1000000");
    }

    private const string DefaultNever =
        "/user/StreamSupervisor-*, Akka.Event.*, Akka.Streams.*, Akka.Remote.*, Akka.Cluster.*, "
        + "Akka.Persistence.*, Akka.Delivery.*";

    private static ImmutableArray<string> Patterns(ConfigReader config, string name, string otherwise)
    {
        var key = Section + name;
        var text = config.Text(key, otherwise);
        ImmutableArray<string> patterns =
            [.. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
        if (patterns.Length > NamePatterns.MaxCount || patterns.Any(p => p.Length > Glob.MaxLength))
        {
            throw config.Refuse(key, text,
                $"must be at most {NamePatterns.MaxCount} patterns of at most {Glob.MaxLength} characters, "
                + "separated by commas");
        }
        return patterns;
    }
}
