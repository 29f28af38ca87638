using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Tracing.Hosting.Journaling;

/// <summary>The real program as a process of its own, on free ports, that a test can kill.</summary>
internal sealed class HostProcess : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly HttpClient _client = new();
    private readonly System.Collections.Concurrent.ConcurrentQueue<string> _errors = new();
    private Task<string> _output = Task.FromResult("");

    /// <summary>The program that is started: its assembly's path.</summary>
    public static string Program { get; set; } = typeof(TracingHost).Assembly.Location;

    private HostProcess(IEnumerable<string> args, IReadOnlyDictionary<string, string> variables)
    {
        var start = new ProcessStartInfo("dotnet",
            [Program, .. args, "--page-port", "0", "--otlp-http-port", "0", "--otlp-grpc-port", "0",
                "--zipkin-port", "0", "--tempo-port", "0", "--jaeger-grpc-port", "0"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in variables) start.Environment[name] = value;
        _process = Process.Start(start)!;
        _process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is { } text) _errors.Enqueue(text);
        };
        _process.BeginErrorReadLine();
    }

    public Uri Page { get; private set; } = null!;

    public Uri Door { get; private set; } = null!;

    /// <summary>Memory of the process.</summary>
    public long ResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Lines that it wrote for an operator.</summary>
    public IReadOnlyCollection<string> Errors => _errors;

    /// <summary>Returns when its ports are open.</summary>
    public static Task<HostProcess> StartAsync(params string[] args) =>
        StartAsync(args, new Dictionary<string, string>());

    /// <inheritdoc cref="StartAsync(string[])"/>
    /// <param name="variables">Environment variables of the process.</param>
    public static async Task<HostProcess> StartAsync(string[] args, IReadOnlyDictionary<string, string> variables)
    {
        var host = new HostProcess(args, variables);
        while (host.Door is null)
        {
            var line = await host._process.StandardOutput.ReadLineAsync().WaitAsync(_patience);
            Assert.True(line is not null, $"ended at its start: {string.Join('\n', host._errors)}");
            if (line.StartsWith("page ", StringComparison.Ordinal)) host.Page = new Uri(line[5..].Trim());
            if (line.StartsWith("OTLP/HTTP ", StringComparison.Ordinal)) host.Door = new Uri(line[10..].Trim());
        }
        // A full pipe would hold it up.
        host._output = host._process.StandardOutput.ReadToEndAsync();
        return host;
    }

    /// <summary>Fails unless the answer is 200.</summary>
    public async Task PostAsync(string json) => Assert.True(await TryPostAsync(json), "answered 503");

    /// <summary>False: it was asked to come again.</summary>
    public async Task<bool> TryPostAsync(string json)
    {
        using var body = new StringContent(json, MediaTypeHeaderValue.Parse("application/json"));
        return await TryPostAsync(body);
    }

    /// <summary>False: it was asked to come again.</summary>
    public async Task<bool> TryPostAsync(HttpContent body)
    {
        using var answer = await _client.PostAsync(Door, body);
        if (answer.StatusCode == HttpStatusCode.ServiceUnavailable) return false;
        answer.EnsureSuccessStatusCode();
        return true;
    }

    public Task<string> GetAsync(string path) => _client.GetStringAsync(new Uri(Page, path));

    public Task<string> MetricsAsync() => _client.GetStringAsync(new Uri(Page, "/metrics"));

    /// <summary>Null: there is none of this id.</summary>
    public async Task<(string Completeness, string[] Spans)?> TraceAsync(string id)
    {
        using var answer = await _client.GetAsync(new Uri(Page, $"/api/traces/{id}"));
        if (!answer.IsSuccessStatusCode) return null;
        using var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        var trace = document.RootElement.GetProperty("data")[0];
        return (trace.GetProperty("completeness").GetString()!,
            [.. trace.GetProperty("spans").EnumerateArray().Select(span => span.GetProperty("spanID").GetString()!).Order()]);
    }

    /// <summary>The output after the addresses, until the process ended.</summary>
    public Task<string> OutputAsync() => _output.WaitAsync(_patience);

    /// <summary>kill -9, of this process alone.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync().WaitAsync(_patience);
    }

    /// <summary>In order, as by a supervisor.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        await kill.WaitForExitAsync();
        await _process.WaitForExitAsync().WaitAsync(_patience);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
        _client.Dispose();
    }
}
