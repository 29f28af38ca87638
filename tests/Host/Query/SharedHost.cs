namespace Tracing.Hosting.Query;

/// <summary>A host with traces that the tests of a class only read, started once for all of them.</summary>
public abstract class SharedHost : IAsyncLifetime
{
    private RunningHost? _host;

    internal RunningHost Host => _host ?? throw new InvalidOperationException("the host is not started");

    public async Task InitializeAsync() => _host = await StartAsync();

    public async Task DisposeAsync()
    {
        if (_host is not null) await _host.DisposeAsync();
    }

    private protected abstract Task<RunningHost> StartAsync();
}
