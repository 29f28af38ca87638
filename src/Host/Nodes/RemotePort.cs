using System.Net;
using Akka.Configuration;
using Tracing.Actors;
using Tracing.Configuration;
using ConfigurationException = Tracing.Configuration.ConfigurationException;

namespace Tracing.Hosting.Nodes;

/// <summary>The port on which a node talks to other nodes. Whoever may connect to it can send any message to any
/// actor.</summary>
internal static class RemotePort
{
    private const string Tcp = "akka.remote.dot-netty.tcp";

    /// <summary>True: nodes speak TLS.</summary>
    public static bool IsTls(string hocon, IEnumerable<KeyValuePair<string, string>> flags) =>
        Settings(hocon, flags).Switch($"{Tcp}.enable-ssl", false);

    /// <summary>Refuses a port beyond loopback on which nodes do not have to show a certificate.</summary>
    /// <param name="flags">They win over the file.</param>
    /// <exception cref="ConfigurationException">It is one.</exception>
    public static void RefuseOpen(string hocon, IEnumerable<KeyValuePair<string, string>> flags)
    {
        var read = Settings(hocon, flags);
        var host = read.Text($"{Tcp}.hostname", "");
        if (IsLoopback(host)) return;
        // The defaults are those of Akka.Remote: mutual, and validated.
        if (read.Switch($"{Tcp}.enable-ssl", false) && !read.Switch($"{Tcp}.ssl.suppress-validation", false)
            && read.Switch($"{Tcp}.ssl.require-mutual-authentication", true))
            return;
        throw new ConfigurationException("--host", host, "beyond loopback nodes need mutual TLS "
            + $"({Tcp}.enable-ssl, docs/security.md); --insecure goes without");
    }

    private static ConfigReader Settings(string hocon, IEnumerable<KeyValuePair<string, string>> flags) => new(
        new HoconSource(HoconSource.Overrides(flags)), new HoconSource(ConfigurationFactory.ParseString(hocon)));

    private static bool IsLoopback(string host) => host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
