using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Tracing.Hosting.Web;

/// <summary>One open connection, as its <see cref="ConnectionTable"/> knows it. Guarded by the table's lock.</summary>
/// <param name="address">Address of the client, without port; null where the transport has none.</param>
internal sealed class ConnectionSlot(ConnectionContext connection, IPAddress? address)
{
    public ConnectionContext Connection { get; } = connection;

    public IPAddress? Address { get; } = address;

    /// <summary>True: it came when there was no room, and gets answers to health checks only.</summary>
    public bool IsSpare { get; set; }

    public bool IsRemoved { get; set; }

    /// <summary>Number of requests in progress.</summary>
    public int Requests { get; set; }

    /// <summary>Its place among the idle connections; null while it has a request in progress.</summary>
    public LinkedListNode<ConnectionSlot>? Idle { get; set; }
}
