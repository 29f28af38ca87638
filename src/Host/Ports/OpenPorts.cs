using Microsoft.AspNetCore.Http;
using Tracing.Hosting.Web;

namespace Tracing.Hosting.Ports;

/// <summary>The open ports of a host. One owner.</summary>
internal sealed class OpenPorts : IAsyncDisposable
{
    private readonly List<(HostPort Port, WebPort Open)> _ports = [];

    /// <summary>Opens the ports at once; doors after the others, because whatever a door takes must be able to go all
    /// the way.</summary>
    /// <exception cref="PortUnavailableException">A port is taken; the others are closed again.</exception>
    public static async Task<OpenPorts> OpenAsync(IEnumerable<HostPort> ports, CancellationToken stopping)
    {
        var open = new OpenPorts();
        try
        {
            foreach (var group in ports.GroupBy(static port => port.IsDoor).OrderBy(static group => group.Key))
                await open.AddAsync([.. group], stopping);
            return open;
        }
        catch
        {
            await open.DisposeAsync();
            throw;
        }
    }

    /// <summary>Address of a protocol's port, with the port number that is bound.</summary>
    public Uri AddressOf(string protocol) => _ports.First(entry => entry.Port.Settings.Protocol == protocol).Open.Address;

    /// <summary>The routes of a protocol's port.</summary>
    public IEnumerable<Endpoint> EndpointsOf(string protocol) =>
        _ports.First(entry => entry.Port.Settings.Protocol == protocol).Open.Endpoints;

    public Task CloseDoorsAsync() => CloseAsync(static port => port.IsDoor);

    public async ValueTask DisposeAsync() => await CloseAsync(static _ => true);

    private async Task AddAsync(HostPort[] ports, CancellationToken stopping)
    {
        var opening = Array.ConvertAll(ports, port =>
            Task.Run(() => WebPort.OpenAsync(port.Settings, port.Map, stopping), CancellationToken.None));
        await Task.WhenAll((IEnumerable<Task>)opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var (port, open) in ports.Zip(opening))
            if (open.IsCompletedSuccessfully)
                _ports.Add((port, await open));
        // Throws for the first port that could not be opened.
        foreach (var open in opening) await open;
    }

    private async Task CloseAsync(Func<HostPort, bool> which)
    {
        // The one opened last closes first. Closing again does nothing.
        foreach (var (port, open) in Enumerable.Reverse(_ports))
            if (which(port))
                await open.DisposeAsync();
    }
}
