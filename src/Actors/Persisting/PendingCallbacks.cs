using System.Collections;

namespace Tracing.Actors;

/// <summary>For each persist handler that waits for the journal: the turn that registered it. The order is that of
/// Akka.NET's own list.</summary>
/// <remarks>It compares itself with that list between turns. New handlers belong to the turn that is over; the first
/// entry is gone when its handler has run. Not thread-safe.</remarks>
internal sealed class PendingCallbacks(ICollection callbacks)
{
    private readonly Queue<HeldTurn?> _owners = [];
    private object? _first;

    /// <summary>The turn whose handler the journal's next answer runs; null: a command without a trace.</summary>
    public HeldTurn? Next => _owners.TryPeek(out var owner) ? owner : null;

    /// <summary>Adapts to what a turn has changed in Akka.NET's list.</summary>
    /// <param name="owner">The turn; null: it has no trace.</param>
    public void Follow(HeldTurn? owner)
    {
        var first = First();
        if (_owners.Count > 0 && !ReferenceEquals(first, _first)) Pop();
        _first = first;
        // Only if Akka.NET replaced its list; no version does.
        while (_owners.Count > callbacks.Count) Pop();
        while (_owners.Count < callbacks.Count)
        {
            _owners.Enqueue(owner);
            if (owner is not null) owner.Pending++;
        }
    }

    /// <summary>Forgets all handlers: their actor is gone.</summary>
    /// <returns>The turns with a trace, each once.</returns>
    public IEnumerable<HeldTurn> Clear()
    {
        HeldTurn[] open = [.. _owners.OfType<HeldTurn>().Distinct(ReferenceEqualityComparer.Instance).Cast<HeldTurn>()];
        _owners.Clear();
        _first = null;
        return open;
    }

    private void Pop()
    {
        if (_owners.Dequeue() is { } owner) owner.Pending--;
    }

    private object? First()
    {
        foreach (var callback in callbacks) return callback;
        return null;
    }
}
