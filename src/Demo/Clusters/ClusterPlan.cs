using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;

namespace Tracing.Demo.Clusters;

/// <summary>The arguments of <c>./run cluster</c>.</summary>
/// <param name="Requests">0: until somebody stops it.</param>
/// <param name="Kills">Nodes that are killed while requests are made.</param>
/// <param name="Restarts">Nodes that are stopped in order and started again while requests are made.</param>
/// <param name="RatePerSecond">Requests a second, of all nodes together.</param>
/// <param name="BusyProcesses">Processes that keep the machine busy meanwhile.</param>
/// <param name="Folder">Data, journals and logs of all nodes.</param>
/// <param name="Ports">On which the nodes find each other; free when they were chosen.</param>
/// <param name="NodeFlags">For each node's command line.</param>
internal sealed record ClusterPlan(
    int Nodes, int Requests, int Kills, int Restarts, int RatePerSecond, int BusyProcesses, string Folder,
    ImmutableArray<int> Ports, ImmutableArray<string> NodeFlags)
{
    /// <summary>Number of kills and restarts together.</summary>
    public int Turns => Kills + Restarts;

    /// <summary>Held all at once, so that no two are the same.</summary>
    public static ImmutableArray<int> FreePorts(int count)
    {
        var held = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToArray();
        foreach (var listener in held) listener.Start();
        ImmutableArray<int> ports = [.. held.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        foreach (var listener in held) listener.Dispose();
        return ports;
    }
}
