using System.Collections.Immutable;
using System.Globalization;
using Tracing.Otlp;

namespace Tracing.Configuration;

/// <summary>The OTEL_* environment variables of the OpenTelemetry specification, as settings of this library.</summary>
/// <remarks>
/// Other tools share these variables, so a value that means nothing here is ignored, as the specification asks, and
/// told by <see cref="Ignored"/>. Numbers out of range are brought into it. One owner.
/// </remarks>
/// <param name="read">Reads one variable; null where it is not set.</param>
public sealed class OtelVariables(Func<string, string?> read) : ISettingsSource
{
    /// <summary>The variable whose address is used as it is; to that of the other variable, /v1/traces is
    /// added.</summary>
    public const string TracesEndpoint = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT";

    // In this order, the first variable that is set counts.
    private static readonly ImmutableArray<(string Key, string Variable, Func<string, string?> Convert)> _table =
    [
        ("tracing.disabled", "OTEL_SDK_DISABLED", Flag),
        ("tracing.service-name", "OTEL_SERVICE_NAME", AnyText),
        ("tracing.service-name", "OTEL_RESOURCE_ATTRIBUTES", ServiceName),
        ("tracing.resource", "OTEL_RESOURCE_ATTRIBUTES", Pairs),
        ("tracing.sampler", "OTEL_TRACES_SAMPLER", Sampler),
        ("tracing.ratio", "OTEL_TRACES_SAMPLER_ARG", Fraction),
        ("tracing.propagators", "OTEL_PROPAGATORS", Propagator),
        ("tracing.buffer-capacity", "OTEL_BSP_MAX_QUEUE_SIZE", text => Number(text, 2, 1 << 24)),
        ("tracing.limits.tags", "OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT", Count),
        ("tracing.limits.tags", "OTEL_ATTRIBUTE_COUNT_LIMIT", Count),
        ("tracing.limits.events", "OTEL_SPAN_EVENT_COUNT_LIMIT", Count),
        ("tracing.limits.links", "OTEL_SPAN_LINK_COUNT_LIMIT", Count),
        ("tracing.limits.tags-per-entry", "OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT", Count),
        ("tracing.limits.tags-per-entry", "OTEL_LINK_ATTRIBUTE_COUNT_LIMIT", Count),
        ("tracing.limits.text-length", "OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT", Count),
        ("tracing.limits.text-length", "OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT", Count),
        ("tracing.reporter.interval", "OTEL_BSP_SCHEDULE_DELAY", text => Millis(text, 1, 10_000)),
        ("tracing.reporter.wake-at", "OTEL_BSP_MAX_EXPORT_BATCH_SIZE", text => Number(text, 1, 1 << 24)),
        ("tracing.reporter.otlp-endpoint", TracesEndpoint, Address),
        ("tracing.reporter.otlp-endpoint", "OTEL_EXPORTER_OTLP_ENDPOINT", Address),
        ("tracing.reporter.protocol", "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", Protocol),
        ("tracing.reporter.protocol", "OTEL_EXPORTER_OTLP_PROTOCOL", Protocol),
        ("tracing.reporter.headers", "OTEL_EXPORTER_OTLP_TRACES_HEADERS", Pairs),
        ("tracing.reporter.headers", "OTEL_EXPORTER_OTLP_HEADERS", Pairs),
        ("tracing.reporter.compression", "OTEL_EXPORTER_OTLP_TRACES_COMPRESSION", Compression),
        ("tracing.reporter.compression", "OTEL_EXPORTER_OTLP_COMPRESSION", Compression),
        ("tracing.reporter.certificate", "OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE", Certificate),
        ("tracing.reporter.certificate", "OTEL_EXPORTER_OTLP_CERTIFICATE", Certificate),
        ("tracing.reporter.client-certificate", "OTEL_EXPORTER_OTLP_TRACES_CLIENT_CERTIFICATE", Certificate),
        ("tracing.reporter.client-certificate", "OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE", Certificate),
        ("tracing.reporter.client-key", "OTEL_EXPORTER_OTLP_TRACES_CLIENT_KEY", PrivateKey),
        ("tracing.reporter.client-key", "OTEL_EXPORTER_OTLP_CLIENT_KEY", PrivateKey),
        ("tracing.reporter.timeout", "OTEL_EXPORTER_OTLP_TRACES_TIMEOUT", text => Millis(text, 10, 600_000)),
        ("tracing.reporter.timeout", "OTEL_EXPORTER_OTLP_TIMEOUT", text => Millis(text, 10, 600_000)),
        ("tracing.reporter.timeout", "OTEL_BSP_EXPORT_TIMEOUT", text => Millis(text, 10, 600_000)),
    ];

    /// <summary>The variables of this process.</summary>
    public static OtelVariables OfProcess => new(Environment.GetEnvironmentVariable);

    /// <summary>The variables that count, each with the setting that it sets.</summary>
    public static IEnumerable<(string Variable, string Key)> Known => _table.Select(row => (row.Variable, row.Key));

    /// <summary>One line for each variable whose value means nothing here.</summary>
    public ImmutableArray<string> Ignored =>
    [
        .. from row in _table
           let text = Value(row.Variable)
           where text is not null && row.Convert(text) is null && row.Convert != (Func<string, string?>)ServiceName
           group row by row.Variable into variable
           select $"{variable.Key} = {Value(variable.Key)} is ignored: {variable.First().Key} cannot have this value",
    ];

    public string? Find(string key) => RowOf(key) is { } row ? row.Convert(Value(row.Variable)!) : null;

    public string NameOf(string key) => RowOf(key)?.Variable ?? key;

    private (string Variable, Func<string, string?> Convert)? RowOf(string key)
    {
        foreach (var row in _table)
            if (row.Key == key && Value(row.Variable) is { } text && row.Convert(text) is not null)
                return (row.Variable, row.Convert);
        return null;
    }

    // The specification counts an empty variable as not set.
    private string? Value(string variable) => read(variable)?.Trim() is { Length: > 0 } text ? text : null;

    private static string? AnyText(string text) => text;

    private static string? Flag(string text) => text.ToUpperInvariant() switch
    {
        "TRUE" => "on",
        "FALSE" => "off",
        _ => null,
    };

    private static string? Pairs(string text) => PairList.TryParse(text, out _) ? text : null;

    private static string? ServiceName(string text) =>
        PairList.TryParse(text, out var pairs) && pairs.LastOrDefault(pair => pair.Key == Resource.ServiceNameKey).Value
            is { Length: > 0 } name
            ? name
            : null;

    // Every sampler of this library follows the decision of a caller, so those without parentbased_ do as well.
    private static string? Sampler(string text) => text switch
    {
        "always_on" or "parentbased_always_on" => "always",
        "always_off" or "parentbased_always_off" => "never",
        "traceidratio" or "parentbased_traceidratio" => "ratio",
        _ => null,
    };

    private static string? Fraction(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value is >= 0 and <= 1
            ? text
            : null;

    private static string? Propagator(string text)
    {
        try
        {
            Propagation.Propagators.Parse(text);
            return text;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static string? Address(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var endpoint) && endpoint.Scheme is "http" or "https" ? text : null;

    private static string? Protocol(string text) => text is "grpc" or "http/protobuf" ? text : null;

    private static string? Compression(string text) => text is "gzip" or "none" ? text : null;

    private static string? Certificate(string file) => PemFiles.Certificates(file) is null ? null : file;

    private static string? PrivateKey(string file) => PemFiles.HasKey(file) ? file : null;

    private static string? Count(string text) => Number(text, 0, int.MaxValue);

    private static string? Millis(string text, int min, int max) =>
        Number(text, min, max) is { } millis ? millis + "ms" : null;

    private static string? Number(string text, int min, int max) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= 0
            ? Math.Clamp(value, min, max).ToString(CultureInfo.InvariantCulture)
            : null;
}
