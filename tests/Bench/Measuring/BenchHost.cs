using System.Diagnostics;

namespace Tracing.Bench.Measuring;

/// <summary>The real host as a process of its own, on free ports.</summary>
internal sealed class BenchHost : IDisposable
{
    private readonly string _folder;
    private readonly bool _ownsFolder;
    private readonly Process _process;

    /// <param name="flags">Further flags of the host.</param>
    public BenchHost(params IEnumerable<string> flags)
        : this(Directory.CreateTempSubdirectory("tracing-bench-").FullName, true, flags, [])
    {
    }

    private BenchHost(string folder, bool ownsFolder, IEnumerable<string> flags,
        IEnumerable<KeyValuePair<string, string>> variables)
    {
        (_folder, _ownsFolder) = (folder, ownsFolder);
        var start = new ProcessStartInfo("dotnet",
        [
            Path.Combine(AppContext.BaseDirectory, "Tracing.Host.dll"), "--data", _folder, "--page-port", "0",
            "--otlp-http-port", "0", "--otlp-grpc-port", "0", "--zipkin-port", "0", "--tempo-port", "0",
            "--jaeger-grpc-port", "0", .. flags,
        ])
        {
            RedirectStandardOutput = true,
        };
        foreach (var (name, value) in variables) start.Environment[name] = value;
        _process = Process.Start(start) ?? throw new InvalidOperationException("dotnet does not start");
        while (Zipkin is null)
        {
            var line = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("the host has ended");
            if (line.StartsWith("page ", StringComparison.Ordinal)) Page = new Uri(line[5..].Trim());
            if (line.StartsWith("OTLP/HTTP ", StringComparison.Ordinal)) Door = new Uri(line[10..].Trim());
            if (line.StartsWith("OTLP/gRPC ", StringComparison.Ordinal)) Grpc = new Uri(line[10..].Trim());
            if (line.StartsWith("Zipkin ", StringComparison.Ordinal)) Zipkin = new Uri(line[7..].Trim());
        }
        // A full pipe would hold it up.
        _ = _process.StandardOutput.ReadToEndAsync();
    }

    /// <summary>Starts a host on a folder that stays.</summary>
    public static BenchHost On(string folder) => new(folder, ownsFolder: false, [], []);

    /// <summary>Starts a host with a folder of its own, with these flags and environment variables.</summary>
    public static BenchHost With(
        IEnumerable<string> flags, IEnumerable<KeyValuePair<string, string>> variables) =>
        new(Directory.CreateTempSubdirectory("tracing-bench-").FullName, ownsFolder: true, flags, variables);

    public Uri Page { get; } = null!;

    /// <summary>The address to which OTLP over HTTP is posted.</summary>
    public Uri Door { get; } = null!;

    public Uri Grpc { get; } = null!;

    /// <summary>The address to which Zipkin's spans are posted.</summary>
    public Uri Zipkin { get; } = null!;

    public TimeSpan Cpu
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public long ResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Kills the host and deletes a folder of its own.</summary>
    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        if (_ownsFolder) Directory.Delete(_folder, recursive: true);
    }
}
