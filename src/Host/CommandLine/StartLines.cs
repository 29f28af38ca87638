namespace Tracing.Hosting.CommandLine;

/// <summary>Lines that say where a host listens.</summary>
internal static class StartLines
{
    public static async Task WriteAsync(TextWriter output, TracingHost host)
    {
        await output.WriteLineAsync($"page        {host.PageAddress}");
        await output.WriteLineAsync($"OTLP/HTTP   {host.OtlpHttpAddress}v1/traces");
        await output.WriteLineAsync($"OTLP/gRPC   {host.OtlpGrpcAddress}");
        await output.WriteLineAsync($"Zipkin      {host.ZipkinAddress}api/v2/spans");
        await output.WriteLineAsync($"Tempo       {host.TempoAddress}");
        await output.WriteLineAsync($"Jaeger gRPC {host.JaegerGrpcAddress}");
    }
}
