using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Tracing.Hosting.Web;

/// <summary>Address and limits of one protocol's port.</summary>
/// <param name="Protocol">For messages: <c>OTLP/HTTP</c>.</param>
/// <param name="Flag">The command line's flag that chooses another port.</param>
/// <param name="Port">0: any free one.</param>
/// <param name="MaxRequestBytes">Of a request's body; null: the routes see to it. Beyond it the connection breaks
/// off, and a client may miss why.</param>
/// <param name="Gate">Sees every request before the routes do.</param>
internal sealed record WebPortSettings(
    string Protocol, string Flag, IPAddress Address, int Port, long? MaxRequestBytes, PortGate Gate)
{
    /// <summary>HTTP/1 unless a protocol needs more. gRPC without TLS needs <see cref="HttpProtocols.Http2"/>.</summary>
    public HttpProtocols Protocols { get; init; } = HttpProtocols.Http1;

    /// <summary>Sees the requests that read, GET and HEAD, in place of <see cref="Gate"/>; null: that sees them
    /// too.</summary>
    public PortGate? ReadingGate { get; init; }

    /// <summary>Path under which a proxy passes requests on without taking it away; they are answered without it too.
    /// Empty: none.</summary>
    public string BasePath { get; init; } = "";

    public ConnectionLimits Connections { get; init; } = ConnectionLimits.Default;

    /// <summary>Called for each connection that finds no room, so that a request which only waits can be ended; null:
    /// nothing can be done. Any thread.</summary>
    public Action? Crowded { get; init; }

    /// <summary>Sees each connection that was let in, before TLS; null: nobody does.</summary>
    public Func<ConnectionContext, ConnectionDelegate, Task>? Connected { get; init; }

    /// <summary>Adds the services that the port's routes need; null: none.</summary>
    public Action<IServiceCollection>? AddServices { get; init; }

    /// <summary>Null: no TLS.</summary>
    public TlsCertificate? Certificate { get; init; }
}
