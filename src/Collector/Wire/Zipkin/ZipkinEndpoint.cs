using System.Net;

namespace Tracing.Wire.Zipkin;

/// <summary>A node of the network that a Zipkin span names.</summary>
/// <param name="Service">Empty: not named.</param>
/// <param name="Port">0: not known.</param>
internal sealed record ZipkinEndpoint(string Service, IPAddress? V4, IPAddress? V6, int Port)
{
    public static ZipkinEndpoint None { get; } = new("", null, null, 0);
}
