using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Tracing.Bench.Doors;

/// <summary>The Aspire dashboard as a process of its own, on free ports: a peer that keeps spans in memory.</summary>
internal sealed class AspireDashboard : IDisposable
{
    private const string Package = "Aspire.Dashboard.Sdk.linux-x64";
    private const string Version = "13.6.5";

    /// <summary>More traces than are sent; by default it keeps ten thousand.</summary>
    private const int MaxTraces = 10_000_000;

    private readonly Process _process;

    private AspireDashboard(string program)
    {
        var ports = FreePorts(3);
        Uri Address(int number) => new($"http://127.0.0.1:{ports[number]}/");
        (Grpc, Door) = (Address(1), Address(2));
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["ASPNETCORE_URLS"] = Address(0).ToString();
        start.Environment["DOTNET_DASHBOARD_OTLP_ENDPOINT_URL"] = Grpc.ToString();
        start.Environment["DOTNET_DASHBOARD_OTLP_HTTP_ENDPOINT_URL"] = Door.ToString();
        start.Environment["DASHBOARD__OTLP__AUTHMODE"] = "Unsecured";
        start.Environment["DASHBOARD__FRONTEND__AUTHMODE"] = "Unsecured";
        start.Environment["DASHBOARD__TELEMETRYLIMITS__MAXTRACECOUNT"] = $"{MaxTraces}";
        _process = Process.Start(start)!;
        _ = _process.StandardError.ReadToEndAsync();
        while (true)
        {
            var line = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("the dashboard has ended");
            if (line.Contains("OTLP/HTTP listening", StringComparison.Ordinal)) break;
        }
        _ = _process.StandardOutput.ReadToEndAsync();
    }

    /// <summary>The address of OTLP over HTTP.</summary>
    public Uri Door { get; }

    public Uri Grpc { get; }

    public TimeSpan Cpu
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Starts it from NuGet's folder of packages, into which it is restored first where it is missing.</summary>
    /// <returns>Null: the package is not served here, or not made for this system.</returns>
    public static async Task<AspireDashboard?> StartAsync()
    {
        if (!OperatingSystem.IsLinux()) return null;
        var packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
#pragma warning disable CA1308 // NuGet's folders are named in lower case.
        var program = Path.Combine(packages, Package.ToLowerInvariant(), Version, "tools", "Aspire.Dashboard");
#pragma warning restore CA1308
        if (!File.Exists(program)) await RestoreAsync();
        if (!File.Exists(program)) return null;
        File.SetUnixFileMode(program, File.GetUnixFileMode(program) | UnixFileMode.UserExecute);
        return new AspireDashboard(program);
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static async Task RestoreAsync()
    {
        var folder = Directory.CreateTempSubdirectory("tracing-bench-");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "peer.csproj"), $"""
                <Project Sdk="Microsoft.NET.Sdk">
                  <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
                  <ItemGroup><PackageReference Include="{Package}" Version="{Version}" ExcludeAssets="all" /></ItemGroup>
                </Project>
                """);
            using var restore = Process.Start(new ProcessStartInfo("dotnet", ["restore", "-v", "quiet"])
            {
                WorkingDirectory = folder.FullName,
                RedirectStandardOutput = true,
            })!;
            _ = restore.StandardOutput.ReadToEndAsync();
            await restore.WaitForExitAsync();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // All at once, so that they differ.
    private static int[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToArray();
        try
        {
            foreach (var listener in listeners) listener.Start();
            return [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        }
        finally
        {
            foreach (var listener in listeners) listener.Dispose();
        }
    }
}
