using System.Collections.Immutable;

namespace Tracing.Collecting;

/// <summary>Who waits to hear that so many parts are taken, or stored. One owner, the reporter's state.</summary>
internal sealed class AnswerTickets
{
    private readonly Dictionary<long, int> _open = [];
    private readonly ImmutableArray<long>.Builder _done = ImmutableArray.CreateBuilder<long>();
    private readonly ImmutableArray<long>.Builder _failed = ImmutableArray.CreateBuilder<long>();

    /// <param name="ticket">0: nobody waits.</param>
    public void Open(long ticket, int parts)
    {
        if (ticket == 0) return;
        if (parts == 0) _done.Add(ticket);
        else _open.Add(ticket, parts);
    }

    public void Done(long ticket)
    {
        if (ticket == 0 || !_open.TryGetValue(ticket, out var left)) return;
        if (left > 1)
        {
            _open[ticket] = left - 1;
            return;
        }
        _open.Remove(ticket);
        _done.Add(ticket);
    }

    /// <summary>One of its parts will never be done.</summary>
    public void Fail(long ticket)
    {
        if (_open.Remove(ticket)) _failed.Add(ticket);
    }

    public ImmutableArray<long> TakeDone() => _done.Count == 0 ? [] : _done.DrainToImmutable();

    public ImmutableArray<long> TakeFailed() => _failed.Count == 0 ? [] : _failed.DrainToImmutable();
}
