using System.Diagnostics;

namespace Tracing.Demo.Clusters;

/// <summary>Processes that keep the machine's cores busy beside a run. They end with it, whatever becomes of
/// it.</summary>
internal sealed class BusyProcesses : IDisposable
{
    private readonly Process[] _processes;

    public BusyProcesses(int count) => _processes = [.. Enumerable.Range(0, count).Select(static _ => Start())];

    public void Dispose()
    {
        foreach (var process in _processes)
        {
            if (!process.HasExited) process.Kill();
            process.Dispose();
        }
    }

    private static Process Start()
    {
        var (program, first) = OwnProgram.Command();
        // Its input ends with this process, and so does it.
        var start = new ProcessStartInfo(program, [.. first, BusyCommand.Name]) { RedirectStandardInput = true };
        return Process.Start(start) ?? throw new InvalidOperationException($"{program} does not start");
    }
}
