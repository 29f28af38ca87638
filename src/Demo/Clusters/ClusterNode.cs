using System.Diagnostics;
using System.Globalization;
using Tracing.Demo.Nodes;

namespace Tracing.Demo.Clusters;

/// <summary>One node of <c>./run cluster</c>: a process, started again in the same place after its end. Any
/// thread.</summary>
internal sealed class ClusterNode(string name, int port, ClusterPlan plan) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Lock _input = new();
    private Process? _process;
    private Task _reading = Task.CompletedTask;
    private NodeStatus _status = NodeStatus.None;
    private NodeStatus _before = NodeStatus.None;
    private int _starts;
    private long _given;

    public string Name => name;

    public int Port => port;

    public string DataFolder => Path.Combine(plan.Folder, name);

    /// <summary>The folder of its reporter's journal.</summary>
    public string SpansFolder => Path.Combine(plan.Folder, $"{name}.spans");

    public string JournalFile => Path.Combine(plan.Folder, $"{name}.requests");

    public string LogFile => Path.Combine(plan.Folder, $"{name}.log");

    public int ProcessId => _process?.Id ?? 0;

    /// <summary>It was told to stop, and has not been started since.</summary>
    public bool IsStopping { get; private set; }

    public bool IsRunning => _process is { HasExited: false };

    /// <summary>0 after an orderly stop; null while it runs.</summary>
    public int? ExitCode => _process is { HasExited: true } ended ? ended.ExitCode : null;

    /// <summary>Status of the running process; at most half a second old.</summary>
    public NodeStatus Status
    {
        get
        {
            lock (_lock) return _status;
        }
    }

    /// <summary>Requests that it was told to make since it was started.</summary>
    public long Given => Volatile.Read(ref _given);

    /// <summary>Sum over all processes that this node has had.</summary>
    public NodeStatus Total
    {
        get
        {
            lock (_lock)
            {
                return _status with
                {
                    SpansIn = _status.SpansIn + _before.SpansIn,
                    Duplicates = _status.Duplicates + _before.Duplicates,
                    Resent = _status.Resent + _before.Resent,
                    ResentBytes = _status.ResentBytes + _before.ResentBytes,
                    Lost = _status.Lost + _before.Lost,
                };
            }
        }
    }

    /// <summary>A shard closed its first trace here.</summary>
    public event Action<ClusterNode, FirstClosed>? Closed;

    public void Start()
    {
        _before = Total;
        _status = NodeStatus.None;
        _starts++;
        IsStopping = false;
        Volatile.Write(ref _given, 0);
        var (program, first) = OwnProgram.Command();
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in (string[])[.. first, "node", "--supervised", "--name", name, "--port", Text(port),
            .. Seeds().SelectMany(seed => new[] { "--seed", $"127.0.0.1:{seed}" }), "--journal", JournalFile,
            "--data", DataFolder, "--set", $"tracing.reporter.journal={SpansFolder}", "--page-port", "0",
            "--otlp-http-port", "0", "--otlp-grpc-port", "0", "--zipkin-port", "0", "--tempo-port", "0",
            "--jaeger-grpc-port", "0",
            .. plan.NodeFlags])
            start.ArgumentList.Add(argument);
        _process = Process.Start(start) ?? throw new InvalidOperationException($"{program} does not start");
        _process.StandardInput.AutoFlush = true;
        _reading = Task.WhenAll(ReadAsync(_process.StandardOutput), ReadAsync(_process.StandardError));
    }

    // One that is started again must join the others, and never start a cluster of its own.
    private IEnumerable<int> Seeds() => plan.Ports.Where(seed => _starts == 1 || seed != port);

    /// <summary>Tells it to make requests; one that has just ended does not hear it.</summary>
    /// <returns>How many it was told to.</returns>
    public int Make(int count)
    {
        if (!Tell($"make {Text(count)}")) return 0;
        Interlocked.Add(ref _given, count);
        return count;
    }

    /// <summary>Tells it to have the cluster's shards placed.</summary>
    public void Place() => Tell("place");

    /// <summary>Tells it to stop in order. See <see cref="EndedAsync"/>.</summary>
    public void Stop()
    {
        lock (_input)
        {
            IsStopping = true;
            Tell("stop");
            try
            {
                _process?.StandardInput.Close();
            }
            catch (IOException)
            {
                // It is gone already.
            }
        }
    }

    /// <summary>kill -9, of this process alone.</summary>
    public async Task KillAsync()
    {
        _process?.Kill();
        await EndedAsync(CancellationToken.None);
    }

    /// <summary>It has ended, and all that it said has been read.</summary>
    public async Task EndedAsync(CancellationToken stopping)
    {
        if (_process is null) return;
        await _process.WaitForExitAsync(stopping);
        await _reading.WaitAsync(stopping);
    }

    public void Dispose()
    {
        if (IsRunning) _process?.Kill();
        _process?.Dispose();
    }

    private bool Tell(string line)
    {
        lock (_input)
        {
            try
            {
                if (!IsRunning || _process is null) return false;
                _process.StandardInput.WriteLine(line);
                return true;
            }
            catch (Exception gone) when (gone is IOException or ObjectDisposedException)
            {
                return false;
            }
        }
    }

    private async Task ReadAsync(StreamReader from)
    {
        while (await from.ReadLineAsync() is { } line)
        {
            if (NodeStatus.TryRead(line) is { } status) Take(status);
            else Log(line);
        }
    }

    private void Log(string line)
    {
        lock (_lock) File.AppendAllText(LogFile, line + Environment.NewLine);
    }

    private void Take(NodeStatus status)
    {
        lock (_lock) _status = status;
        foreach (var closed in status.FirstClosed) Closed?.Invoke(this, closed);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
