using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Tracing.Demo.Clusters;

/// <summary>The real command with its real processes.</summary>
internal sealed partial class RunningCluster : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(180);

    private readonly string _folder = Directory.CreateTempSubdirectory("tracing-tests-").FullName;
    private readonly Process _command;
    private readonly List<string> _lines = [];

    private RunningCluster(string args)
    {
        string[] command = ["dotnet", DemoProgram.Path, "cluster", "--data", Path.Combine(_folder, "data"),
            .. args.Split(' ')];
        // As from a terminal: a shell lets what it runs in the background ignore Ctrl-C, and so what that starts.
        if (OperatingSystem.IsLinux()) command = ["env", "--default-signal=INT", .. command];
        _command = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true })!;
    }

    /// <summary>The nodes as the command names them.</summary>
    public IReadOnlyList<(int Process, string Address, Uri Page, Uri Door)> Nodes { get; private set; } = [];

    /// <summary>A folder beside those of its nodes, whose stores are judged with theirs.</summary>
    public string FolderOf(string node) => Path.Combine(_folder, "data", node);

    public int ExitCode => _command.ExitCode;

    public string Output => string.Join('\n', _lines);

    /// <summary>Starts the command; returns when its nodes are up.</summary>
    public static async Task<RunningCluster> StartAsync(int nodes, string more = "")
    {
        var cluster = new RunningCluster($"--nodes {nodes} {more}".Trim());
        while (cluster.Nodes.Count < nodes && await cluster.NextLineAsync() is { } line)
            if (NodeLine().Match(line) is { Success: true } node)
                cluster.Nodes = [.. cluster.Nodes, (int.Parse(node.Groups[1].Value), node.Groups[2].Value,
                    new Uri(node.Groups[3].Value), new Uri(node.Groups[4].Value))];
        Assert.True(cluster.Nodes.Count == nodes, cluster.Output);
        return cluster;
    }

    /// <summary>A signal to the command alone, as from a terminal or a supervisor.</summary>
    public async Task SignalAsync(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{_command.Id}"]);
        await kill.WaitForExitAsync();
    }

    /// <summary>The command has ended, and all of its output is here.</summary>
    public async Task EndAsync()
    {
        // It may go on saying how it stands: to a signal, say, that is ignored where the tests run in the background.
        var began = Stopwatch.GetTimestamp();
        while (await NextLineAsync() is not null)
            Assert.True(Stopwatch.GetElapsedTime(began) < _patience, $"not ended within {_patience}: {Output}");
        await _command.WaitForExitAsync().WaitAsync(_patience);
    }

    /// <summary>None of the nodes' processes that it named is there any more.</summary>
    public bool LeftNothingBehind() => Nodes.All(node => !IsThere(node.Process));

    public void Dispose()
    {
        if (!_command.HasExited) _command.Kill(entireProcessTree: true);
        _command.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<string?> NextLineAsync()
    {
        var line = await _command.StandardOutput.ReadLineAsync().WaitAsync(_patience);
        if (line is not null) _lines.Add(line);
        return line;
    }

    private static bool IsThere(int process)
    {
        try
        {
            using var found = Process.GetProcessById(process);
            return !found.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"^n\d+\s+process (\d+), (\S+), page (\S+), OTLP (\S+)$")]
    private static partial Regex NodeLine();
}
