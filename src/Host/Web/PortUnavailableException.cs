using System.Net;

namespace Tracing.Hosting.Web;

/// <summary>
/// A port cannot be listened on; the message is one line that says which, why, and which flag chooses another.
/// </summary>
public sealed class PortUnavailableException(string protocol, IPEndPoint at, string flag, string why, Exception cause)
    : Exception($"{protocol} cannot listen on {at}: {why}; {flag} chooses another port", cause);
