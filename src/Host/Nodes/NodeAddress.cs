using System.Collections.Immutable;
using System.Globalization;
using Tracing.Configuration;

namespace Tracing.Hosting.Nodes;

/// <summary>A node's own address, and the nodes that it joins.</summary>
internal sealed record NodeAddress(string Host, int Port, ImmutableArray<(string Host, int Port)> Seeds)
{
    /// <exception cref="ConfigurationException">One of them is no address.</exception>
    public static NodeAddress Read(string? host, string? port, IReadOnlyList<string> seeds) => new(
        host ?? "127.0.0.1", PortOf("--port", port ?? "4053"), [.. seeds.Select(seed =>
        {
            var colon = seed.LastIndexOf(':');
            if (colon < 1) throw new ConfigurationException("--seed", seed, "must be host:port");
            return (seed[..colon], PortOf("--seed", seed[(colon + 1)..]));
        })]);

    /// <summary>True: nodes speak TLS, which is a part of their addresses.</summary>
    public bool IsTls { get; init; }

    private string Protocol => IsTls ? "akka.ssl.tcp" : "akka.tcp";

    /// <summary>The address as Akka.NET's settings. Without a seed the node is its own seed.</summary>
    public IEnumerable<KeyValuePair<string, string>> Overrides() =>
    [
        new("akka.remote.dot-netty.tcp.hostname", Host),
        new("akka.remote.dot-netty.tcp.port", Port.ToString(CultureInfo.InvariantCulture)),
        new("akka.cluster.seed-nodes", $"[{string.Join(", ", (Seeds.IsEmpty ? [(Host, Port)] : Seeds)
            .Select(seed => $"\"{Protocol}://tracing@{seed.Host}:{seed.Port}\""))}]"),
    ];

    public override string ToString() => $"{Protocol}://tracing@{Host}:{Port}";

    private static int PortOf(string flag, string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= 65_535
            ? port
            : throw new ConfigurationException(flag, text, "must be a port, 1 to 65535");
}
