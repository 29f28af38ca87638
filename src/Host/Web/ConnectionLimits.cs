namespace Tracing.Hosting.Web;

/// <summary>Limits for the connections of a port.</summary>
/// <param name="MaxConnections">Connections at a time. Beyond it an idle one is closed for each new one.</param>
/// <param name="MaxPerAddress">Connections of one address at a time; loopback is not limited.</param>
/// <param name="FirstByte">The longest silence of a new connection.</param>
public sealed record ConnectionLimits(int MaxConnections, int MaxPerAddress, TimeSpan FirstByte)
{
    public static ConnectionLimits Default { get; } = new(1_024, 256, TimeSpan.FromSeconds(10));

    /// <summary>Connections beyond <see cref="MaxConnections"/> that only get answers to health checks.</summary>
    internal const int SpareConnections = 64;
}
