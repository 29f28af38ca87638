using System.CommandLine;
using Tracing.Configuration;
using Tracing.Hosting.Nodes;

namespace Tracing.Hosting.CommandLine;

/// <summary>The flags of a command that runs one node of a cluster.</summary>
internal sealed class NodeFlags
{
    private readonly CollectorFlags _collector = new(SettingFlags.OfHost());
    private readonly Option<string> _name = new("--name") { Description = "name of the node in its own output (node)" };
    private readonly Option<string> _host = new("--host") { Description = "address under which other nodes find this one (127.0.0.1)" };
    private readonly Option<string> _port = new("--port") { Description = "port for other nodes, 1 to 65535 (4053)" };
    private readonly Option<string[]> _seeds = new("--seed")
    {
        Description = "host:port of a node to join; several times, the same on all nodes, the first may start the cluster",
        AllowMultipleArgumentsPerToken = false,
    };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _name, _host, _port, _seeds }) command.Options.Add(option);
        _collector.AddTo(command);
    }

    public string Name(ParseResult parsed) => parsed.GetValue(_name) ?? "node";

    /// <exception cref="ConfigurationException">A value is unusable; nothing has been started.</exception>
    public (HostSettings Settings, CollectorOptions Options, NodeAddress Address) Read(ParseResult parsed)
    {
        var (options, config) = _collector.Read(parsed);
        var named = NodeAddress.Read(parsed.GetValue(_host), parsed.GetValue(_port), parsed.GetValue(_seeds) ?? []);
        var address = named with { IsTls = RemotePort.IsTls(options.Hocon, options.Flags) };
        var settings = HostSettings.Read(config);
        options = options with { Flags = [.. options.Flags, .. address.Overrides()] };
        if (!settings.Security.IsInsecure) RemotePort.RefuseOpen(options.Hocon, options.Flags);
        return (settings, options, address);
    }
}
