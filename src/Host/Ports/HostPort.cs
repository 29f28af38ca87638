using Microsoft.AspNetCore.Routing;
using Tracing.Hosting.Web;

namespace Tracing.Hosting.Ports;

/// <summary>A port that a host opens.</summary>
/// <param name="IsDoor">True: it takes spans in, opens last and closes first.</param>
/// <param name="Map">Adds the routes; the token is cancelled when the port closes.</param>
internal sealed record HostPort(
    WebPortSettings Settings, bool IsDoor, Action<IEndpointRouteBuilder, CancellationToken> Map);
