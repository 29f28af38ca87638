using System.Collections.Immutable;
using Tracing.Configuration;
using Tracing.Reporting;
using Tracing.Sampling;

namespace Tracing.Actors;

/// <summary>The settings of an actor system's tracing and reporting; <c>reference.conf</c> explains each key.</summary>
public sealed record ActorTracingSettings(
    string ServiceName, RecorderSettings Recorder, TimeSpan ReportInterval, TimeSpan ResendAfter, int BatchesInFlight,
    long MaxHeldBytes, Uri? OtlpEndpoint, LogSettings Logs)
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

    /// <exception cref="ConfigurationException">A value is unusable; the message names key, value and
    /// range.</exception>
    public static ActorTracingSettings Read(ConfigReader config, string systemName)
    {
        ArgumentNullException.ThrowIfNull(config);
        var service = config.Text("tracing.service-name", "");
        return new ActorTracingSettings(
            service.Length == 0 ? systemName : service,
            RecorderConfig.Read(config),
            config.Duration("tracing.reporter.interval", TimeSpan.FromMilliseconds(50),
                TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(10)),
            config.Duration("tracing.reporter.resend-after", TimeSpan.FromSeconds(5),
                TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(10)),
            config.Int("tracing.reporter.in-flight", 16, 1, 1024),
            config.Bytes("tracing.reporter.max-held-bytes", ReporterState.DefaultMaxHeldBytes, 1 << 10, 1L << 40),
            ReadEndpoint(config),
            LogSettings.Read(config))
        {
            ActivitySources = ReadSources(config),
        };
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

    private static Uri? ReadEndpoint(ConfigReader config)
    {
        const string Key = "tracing.reporter.otlp-endpoint";
        var text = config.Text(Key, "");
        if (text.Length == 0) return null;
        return Uri.TryCreate(text, UriKind.Absolute, out var endpoint) && endpoint.Scheme is "http" or "https"
            ? endpoint
            : throw config.Refuse(Key, text, "must be an http or https address, such as http://127.0.0.1:4318");
    }
}
