using Akka.Configuration;

namespace Tracing.AkkaHosting;

/// <summary>What most applications say about their traces; the rest is HOCON, under <c>tracing</c>.</summary>
public sealed class TracingOptions
{
    /// <summary>What the page calls this service; null: as the configuration says. tracing.service-name.</summary>
    public string? ServiceName { get; set; }

    /// <summary>A collector's OTLP/HTTP door, such as <c>http://127.0.0.1:4318</c>; null: as the configuration says.
    /// tracing.reporter.otlp-endpoint.</summary>
    public Uri? OtlpEndpoint { get; set; }

    /// <summary>Which actors start a trace for a message that comes without one, as patterns of paths or type names;
    /// empty: as the configuration says. tracing.instrumentation.start.</summary>
    public IList<string> Start { get; } = [];

    internal Config ToHocon()
    {
        var lines = new List<string>();
        if (ServiceName is { } name) lines.Add($"tracing.service-name = {Quoted(name)}");
        if (OtlpEndpoint is { } endpoint) lines.Add($"tracing.reporter.otlp-endpoint = {Quoted(endpoint.ToString())}");
        if (Start.Count > 0)
            lines.Add($"tracing.instrumentation.start = [{string.Join(", ", Start.Select(Quoted))}]");
        return ConfigurationFactory.ParseString(string.Join('\n', lines));
    }

    private static string Quoted(string text) => System.Text.Json.JsonSerializer.Serialize(text);
}
