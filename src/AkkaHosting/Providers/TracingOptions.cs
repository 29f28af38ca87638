using Akka.Configuration;

namespace Tracing.AkkaHosting;

/// <summary>The settings that most applications need; all others are HOCON, under <c>tracing</c>.</summary>
public sealed class TracingOptions
{
    /// <summary>The service's name on the page; null: as configured. tracing.service-name.</summary>
    public string? ServiceName { get; set; }

    /// <summary>The collector's OTLP/HTTP port, such as <c>http://127.0.0.1:4318</c>; null: as configured.
    /// tracing.reporter.otlp-endpoint.</summary>
    public Uri? OtlpEndpoint { get; set; }

    /// <summary>Patterns of paths or type names of actors that start a trace for a message that carries none;
    /// empty: as configured. tracing.instrumentation.start.</summary>
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
