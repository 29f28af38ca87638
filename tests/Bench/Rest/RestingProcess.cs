using System.Diagnostics;
using System.Globalization;

namespace Tracing.Bench.Rest;

/// <summary>The process of a <see cref="RestingSystem"/>.</summary>
internal sealed class RestingProcess : IDisposable
{
    private readonly Process _process;

    /// <param name="endpoint">The door of a collector; null: none.</param>
    public RestingProcess(RestKind kind, string? endpoint)
    {
        string[] command = [typeof(RestingProcess).Assembly.Location, RestingSystem.NameOf(kind)];
        var start = new ProcessStartInfo("dotnet", command)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        // Methods are compiled once. Otherwise .NET compiles some of them again long after the work has ended.
        start.Environment["DOTNET_TieredCompilation"] = "0";
        if (endpoint is not null) start.Environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = endpoint;
        _process = Process.Start(start) ?? throw new InvalidOperationException("dotnet does not start");
        if (_process.StandardOutput.ReadLine() != "ready")
            throw new InvalidOperationException($"the process of {kind} has ended");
    }

    /// <summary>The processor time that it has used until now.</summary>
    public TimeSpan Cpu()
    {
        _process.StandardInput.WriteLine();
        _process.StandardInput.Flush();
        return TimeSpan.FromTicks(long.Parse(_process.StandardOutput.ReadLine() ?? "", CultureInfo.InvariantCulture));
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}
