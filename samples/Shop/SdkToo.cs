using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Shop;

/// <summary>The OpenTelemetry SDK, for applications that have it already. The shop itself needs none of it.</summary>
internal static class SdkToo
{
    /// <summary>Starts the SDK if <c>Sdk:Endpoint</c> is set; with <c>Sdk:Actors</c> it also reports the actors'
    /// spans.</summary>
    public static TracerProvider? Start(IConfiguration configuration, string service)
    {
        if (configuration.GetValue<Uri?>("Sdk:Endpoint") is not { } endpoint) return null;
        string[] sources = ["Microsoft.AspNetCore", "System.Net.Http"];
        if (configuration.GetValue<bool>("Sdk:Actors")) sources = [.. sources, "Tracing"];
        return Sdk.CreateTracerProviderBuilder()
            .ConfigureResource(resource => resource.AddService(service))
            .AddSource(sources)
            .AddOtlpExporter(otlp =>
            {
                otlp.Endpoint = new Uri(endpoint, "/v1/traces");
                otlp.Protocol = OtlpExportProtocol.HttpProtobuf;
                otlp.BatchExportProcessorOptions.ScheduledDelayMilliseconds = 200;
            })
            .Build();
    }
}
