using System.Net;

namespace Tracing.Hosting.Web;

/// <summary>Address and limits of one protocol's port.</summary>
/// <param name="Protocol">For messages: <c>OTLP/HTTP</c>.</param>
/// <param name="Flag">The command line's flag that chooses another port.</param>
/// <param name="Port">0: any free one.</param>
/// <param name="MaxRequestBytes">Of a request's body; null: the routes see to it. Beyond it the connection breaks
/// off, and a client may miss why.</param>
internal sealed record WebPortSettings(string Protocol, string Flag, IPAddress Address, int Port, long? MaxRequestBytes);
