using System.Collections.Frozen;
using System.Net;
using Microsoft.AspNetCore.Http;

namespace Tracing.Hosting.Web;

/// <summary>Refuses requests whose <c>Host</c> header names another host. A page of a stranger that resolves its own name
/// to this address (DNS rebinding) is refused by it.</summary>
/// <param name="names">Names under which the host is reached, beside loopback names and IP addresses.</param>
internal sealed class HostGate(IEnumerable<string> names, RefusalWriter refuse)
{
    private readonly FrozenSet<string> _names = names.Append("localhost").ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public Task HandleAsync(HttpContext context, RequestDelegate next)
    {
        ArgumentNullException.ThrowIfNull(context);
        return Allows(context.Request.Host.Host)
            ? next(context)
            : refuse(context, StatusCodes.Status403Forbidden, "this Host is not served here; tracing.host.names "
                + "lists the names under which this host is reached");
    }

    // A rebound name is a name: nobody can make a browser send an IP address that is not in its address bar. Without a Host
    // header there is no browser.
    private bool Allows(string host) =>
        host.Length == 0 || _names.Contains(host) || IPAddress.TryParse(host.Trim('[', ']'), out _);
}
