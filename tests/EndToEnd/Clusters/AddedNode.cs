using System.Diagnostics;
using System.Text.RegularExpressions;
using Tracing.Hosting;
using Tracing.Hosting.Clusters;

namespace Tracing.EndToEnd.Clusters;

/// <summary>A node that somebody adds to a running cluster: a process of its own, of which the cluster's command knows
/// nothing.</summary>
internal sealed partial class AddedNode : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;

    private AddedNode(Process process) => _process = process;

    public Uri Page { get; private set; } = null!;

    /// <summary>Returns when its page is there.</summary>
    public static async Task<AddedNode> StartAsync(RunningCluster cluster)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        foreach (var arg in (string[])[typeof(TracingHost).Assembly.Location, "node", "--name", "added",
            "--port", $"{ClusterPlan.FreePorts(1)[0]}", .. cluster.Nodes.SelectMany(node => new[] { "--seed", node.Address }),
            "--data", cluster.FolderOf("added"), "--page-port", "0", "--otlp-http-port", "0"]) start.ArgumentList.Add(arg);
        var added = new AddedNode(Process.Start(start)!);
        while (added.Page is null)
        {
            var line = await added._process.StandardOutput.ReadLineAsync().WaitAsync(_patience);
            Assert.NotNull(line);
            if (PageLine().Match(line) is { Success: true } page) added.Page = new Uri(page.Groups[1].Value);
        }
        return added;
    }

    /// <summary>As a supervisor stops it.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> TerminateAsync()
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
    }

    [GeneratedRegex(@"^page +(\S+)$")]
    private static partial Regex PageLine();
}
