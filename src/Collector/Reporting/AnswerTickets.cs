using System.Collections.Immutable;

namespace Tracing.Reporting;

/// <summary>Counts, for each ticket, the parts of its batch that are still to be answered. Owned by the reporter's
/// state.</summary>
internal sealed class AnswerTickets
{
    private readonly Dictionary<long, int> _open = [];
    private readonly ImmutableArray<long>.Builder _done = ImmutableArray.CreateBuilder<long>();
    private readonly ImmutableArray<long>.Builder _failed = ImmutableArray.CreateBuilder<long>();

    /// <param name="ticket">0 when nobody waits for an answer.</param>
    public void Open(long ticket, int parts)
    {
        if (ticket == 0) return;
        if (parts == 0) _done.Add(ticket);
        else _open.Add(ticket, parts);
    }

    /// <summary>Counts one part as answered.</summary>
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

    /// <summary>Closes a ticket of which one part will never be answered.</summary>
    public void Fail(long ticket)
    {
        if (_open.Remove(ticket)) _failed.Add(ticket);
    }

    public ImmutableArray<long> DrainDone() => _done.Count == 0 ? [] : _done.DrainToImmutable();

    public ImmutableArray<long> DrainFailed() => _failed.Count == 0 ? [] : _failed.DrainToImmutable();
}
