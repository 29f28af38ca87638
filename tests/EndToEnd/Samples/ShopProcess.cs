using System.Diagnostics;

namespace Tracing.EndToEnd.Samples;

/// <summary>One process of samples/Shop, on a free port.</summary>
internal sealed class ShopProcess : IDisposable
{
    private const string Listening = "Now listening on: ";

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly System.Collections.Concurrent.ConcurrentQueue<string> _lines = new();
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ShopProcess(string name, IEnumerable<string> args)
    {
        // bin/Debug/net10.0 of this project.
        var build = Path.GetRelativePath(Path.Combine(AppContext.BaseDirectory, "../../.."), AppContext.BaseDirectory);
        var program = Path.GetFullPath(
            Path.Combine(AppContext.BaseDirectory, "../../../../../samples/Shop", name, build, $"{name}.dll"));
        _process = Process.Start(new ProcessStartInfo("dotnet", [program, "--urls", "http://127.0.0.1:0", .. args])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = Path.GetDirectoryName(program),
        })!;
        _process.EnableRaisingEvents = true;
        _process.Exited += (_, _) => _address.TrySetException(new InvalidOperationException(Output));
        _process.OutputDataReceived += (_, line) => Read(line.Data);
        _process.BeginOutputReadLine();
    }

    public Uri Address { get; private set; } = null!;

    public string Output => string.Join('\n', _lines);

    /// <summary>Returns when its port is open.</summary>
    public static async Task<ShopProcess> StartAsync(string name, params IEnumerable<string> args)
    {
        var process = new ShopProcess(name, args);
        process.Address = await process._address.Task.WaitAsync(_patience);
        return process;
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }

    private void Read(string? line)
    {
        if (line is null) return;
        _lines.Enqueue(line);
        var at = line.IndexOf(Listening, StringComparison.Ordinal);
        if (at >= 0) _address.TrySetResult(new Uri(line[(at + Listening.Length)..].Trim()));
    }
}
