using System.Collections.Immutable;
using Akka.Configuration;
using Tracing.Configuration;
using Tracing.Otlp;
using Tracing.Propagation;
using Tracing.Reporting;
using Tracing.Sampling;
using ConfigurationException = Tracing.Configuration.ConfigurationException;

namespace Tracing.Actors;

/// <summary>The settings of an actor system's tracing and reporting; <c>reference.conf</c> explains each key.</summary>
public sealed record ActorTracingSettings(
    string ServiceName, RecorderSettings Recorder, TimeSpan ReportInterval, TimeSpan ResendAfter, int BatchesInFlight,
    long MaxHeldBytes, OtlpDestination? Destination, LogSettings Logs)
{
    private const string DefaultActivitySources =
        "Microsoft.AspNetCore, System.Net.Http, Npgsql, Microsoft.Data.SqlClient, Microsoft.EntityFrameworkCore*, "
        + "MySqlConnector, MongoDB.Driver*, Oracle.ManagedDataAccess.Core, StackExchange.Redis*, Elastic.Transport, "
        + "Azure.*, MassTransit, NServiceBus.Core, Rebus.Diagnostics, RabbitMQ.Client.*, Confluent.Kafka*";

    // One array, so that settings with the default are equal.
    private static readonly ImmutableArray<string> _defaultSources = Patterns(DefaultActivitySources);

    /// <summary>Patterns of names of activity sources whose activities are recorded as spans, where this system reports
    /// its spans itself; <c>tracing.activities.sources</c>.</summary>
    public ImmutableArray<string> ActivitySources { get; init; } = [];

    /// <summary>The reporter's journal; null: it has none. tracing.reporter.journal.</summary>
    public JournalSettings? Journal { get; init; }

    /// <summary>Attributes of the resource of every service, beside those of the process. tracing.resource.</summary>
    public ImmutableArray<Tag> ResourceTags { get; init; } = [];

    /// <summary>The formats of headers for code that propagates by hand. tracing.propagators.</summary>
    public IPropagator Propagator { get; init; } = Propagators.Default;

    /// <summary>One line for each environment variable whose value means nothing here.</summary>
    public ImmutableArray<string> IgnoredVariables { get; init; } = [];

    /// <summary>The address of <see cref="Destination"/>; null: none.</summary>
    public Uri? OtlpEndpoint => Destination?.Endpoint;

    /// <summary>Makes the reader of a system's settings: its HOCON, then the OTEL_* variables of the process, unless
    /// <c>tracing.otel-variables = off</c>.</summary>
    public static ConfigReader ReaderOf(Config config, OtelVariables? variables = null)
    {
        var hocon = new HoconSource(config);
        var alone = new ConfigReader(hocon);
        return alone.Switch("tracing.otel-variables", true)
            ? new ConfigReader(hocon, variables ?? OtelVariables.OfProcess)
            : alone;
    }

    /// <summary>Reads a system's settings with the OTEL_* variables.</summary>
    /// <exception cref="ConfigurationException">A value is unusable; the message names key, value and
    /// range.</exception>
    public static ActorTracingSettings Read(Config config, string systemName, OtelVariables? variables = null)
    {
        variables ??= OtelVariables.OfProcess;
        var reader = ReaderOf(config, variables);
        return Read(reader, systemName) with
        {
            IgnoredVariables = reader.Switch("tracing.otel-variables", true) ? variables.Ignored : [],
        };
    }

    /// <exception cref="ConfigurationException">A value is unusable; the message names key, value and
    /// range.</exception>
    public static ActorTracingSettings Read(ConfigReader config, string systemName)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new ActorTracingSettings(
            config.TextIfAny("tracing.service-name") ?? systemName,
            RecorderConfig.Read(config),
            config.Duration("tracing.reporter.interval", TimeSpan.FromMilliseconds(50),
                TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(10)),
            config.Duration("tracing.reporter.resend-after", TimeSpan.FromSeconds(5),
                TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(10)),
            config.Int("tracing.reporter.in-flight", 16, 1, 1024),
            config.Bytes("tracing.reporter.max-held-bytes", ReporterState.DefaultMaxHeldBytes, 1 << 10, 1L << 40),
            ReadDestination(config),
            LogSettings.Read(config))
        {
            ActivitySources = ReadSources(config),
            ResourceTags = [.. Pairs(config, "tracing.resource").Select(pair => new Tag(pair.Key, pair.Value))],
            Propagator = ReadPropagator(config),
            Journal = ReadJournal(config),
        };
    }

    private static JournalSettings? ReadJournal(ConfigReader config)
    {
        var after = config.Duration("tracing.reporter.journal-after", TimeSpan.FromSeconds(1),
            TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(10));
        var maxBytes = config.Bytes("tracing.reporter.journal-max-bytes", 256 << 20, 1 << 20, 1L << 40);
        return config.TextIfAny(JournalSettings.Key) is { } folder
            ? new JournalSettings(Path.GetFullPath(folder), after, maxBytes)
            : null;
    }

    private static OtlpDestination? ReadDestination(ConfigReader config)
    {
        var destination = new DestinationReader(config, "tracing.reporter", "otlp-endpoint").Read();
        return config.Switch("tracing.disabled", false) ? null : destination;
    }

    private static ImmutableArray<string> ReadSources(ConfigReader config)
    {
        const string Key = "tracing.activities.sources";
        const int MaxCount = 64;
        var text = config.Text(Key, DefaultActivitySources);
        if (text == DefaultActivitySources) return _defaultSources;
        var patterns = Patterns(text);
        return patterns.Length <= MaxCount && patterns.All(static pattern => pattern.Length <= Glob.MaxLength)
            ? patterns
            : throw config.Refuse(Key, text,
                $"must be at most {MaxCount} patterns of at most {Glob.MaxLength} characters, separated by commas");
    }

    private static ImmutableArray<string> Patterns(string text) =>
        [.. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];

    private static ImmutableArray<KeyValuePair<string, string>> Pairs(ConfigReader config, string key)
    {
        if (config.TextIfAny(key) is not { } text) return [];
        return PairList.TryParse(text, out var pairs)
            ? pairs
            : throw config.Refuse(key, text, "must be pairs such as a=1,b=2");
    }

    private static IPropagator ReadPropagator(ConfigReader config)
    {
        if (config.TextIfAny("tracing.propagators") is not { } text) return Propagators.Default;
        try
        {
            return Propagators.Parse(text);
        }
        catch (FormatException)
        {
            throw config.Refuse("tracing.propagators", text,
                "must be one or more of tracecontext, baggage, b3, b3multi, tutorial, or none alone");
        }
    }
}
