namespace Tracing.Wire.Zipkin;

/// <summary>A node of the network that a Zipkin span names.</summary>
/// <param name="Service">Empty: not named.</param>
/// <param name="V4">Null: not known. Some clients write the name of a computer.</param>
/// <param name="V6">Null: not known.</param>
/// <param name="Port">0: not known.</param>
internal sealed record ZipkinEndpoint(string Service, string? V4, string? V6, int Port)
{
    public static ZipkinEndpoint None { get; } = new("", null, null, 0);
}
