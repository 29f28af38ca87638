using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace Tracing.Hosting.Web;

/// <summary>The open connections of a port. Where there is no room for a new one, the connection that has been idle for
/// the longest is closed.</summary>
/// <remarks>Any thread.</remarks>
internal sealed class ConnectionTable(ConnectionLimits limits)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<IPAddress, int> _byAddress = [];

    // Each in the order in which they became idle.
    private readonly LinkedList<ConnectionSlot> _idle = new();
    private readonly LinkedList<ConnectionSlot> _idleSpares = new();
    private int _count;
    private int _spares;

    /// <summary>Enters a new connection.</summary>
    /// <returns>Null: there is no room, and every other connection has a request in progress.</returns>
    public ConnectionSlot? Enter(ConnectionContext connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        var address = Limited((connection.RemoteEndPoint as IPEndPoint)?.Address);
        ConnectionSlot? closed = null;
        try
        {
            lock (_lock)
            {
                var slot = new ConnectionSlot(connection, address);
                if (address is not null && _byAddress.GetValueOrDefault(address) >= limits.MaxPerAddress)
                {
                    closed = _idle.Concat(_idleSpares).FirstOrDefault(other => address.Equals(other.Address));
                    if (closed is null) return null;
                    Remove(closed);
                }
                if (_count >= limits.MaxConnections && closed is null)
                {
                    closed = _idle.First?.Value;
                    if (closed is not null) Remove(closed);
                }
                slot.IsSpare = _count >= limits.MaxConnections;
                if (slot.IsSpare && _spares >= ConnectionLimits.SpareConnections)
                {
                    closed = _idleSpares.First?.Value;
                    if (closed is null) return null;
                    Remove(closed);
                }
                Add(slot);
                return slot;
            }
        }
        finally
        {
            // Outside the lock: whoever waits for the connection goes on at once.
            closed?.Connection.Abort(new ConnectionAbortedException("another connection needed its room"));
        }
    }

    public void Leave(ConnectionSlot slot)
    {
        lock (_lock) Remove(slot);
    }

    public void BeginRequest(ConnectionSlot slot)
    {
        lock (_lock)
        {
            slot.Requests++;
            if (slot.Idle is { List: { } list } node) list.Remove(node);
            slot.Idle = null;
        }
    }

    public void EndRequest(ConnectionSlot slot)
    {
        lock (_lock)
        {
            if (--slot.Requests == 0 && !slot.IsRemoved) slot.Idle = IdleOf(slot).AddLast(slot);
        }
    }

    private LinkedList<ConnectionSlot> IdleOf(ConnectionSlot slot) => slot.IsSpare ? _idleSpares : _idle;

    private void Add(ConnectionSlot slot)
    {
        if (slot.IsSpare) _spares++;
        else _count++;
        if (slot.Address is { } address) _byAddress[address] = _byAddress.GetValueOrDefault(address) + 1;
        slot.Idle = IdleOf(slot).AddLast(slot);
    }

    // A connection that is closed for another one leaves at once, and once more when its end is noticed.
    private void Remove(ConnectionSlot slot)
    {
        if (slot.IsRemoved) return;
        slot.IsRemoved = true;
        if (slot.IsSpare) _spares--;
        else _count--;
        if (slot.Address is { } address && --_byAddress[address] == 0) _byAddress.Remove(address);
        if (slot.Idle is { List: { } list } node) list.Remove(node);
        slot.Idle = null;
    }

    // Loopback is not limited: many local processes have one address. Whoever has one IPv6 address has its whole
    // network.
    private static IPAddress? Limited(IPAddress? address)
    {
        if (address is null) return null;
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        if (IPAddress.IsLoopback(address)) return null;
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return address;
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }
}
