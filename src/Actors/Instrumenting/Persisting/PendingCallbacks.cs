using System.Collections;

namespace Tracing.Actors;

/// <summary>Whose each handler is that waits for the journal: one entry beside each of Akka.NET's, in the same order.</summary>
/// <remarks>Learnt by comparing with Akka.NET's list between turns: what is new belongs to the turn that is over; the first is
/// gone when its handler has run. As long as that list. Not thread-safe.</remarks>
internal sealed class PendingCallbacks(ICollection callbacks)
{
    private readonly Queue<HeldTurn?> _owners = [];
    private object? _first;

    /// <summary>Whose handler the journal's next answer runs; null: that of a command without a trace.</summary>
    public HeldTurn? Next => _owners.TryPeek(out var owner) ? owner : null;

    /// <summary>Takes in what a turn has changed.</summary>
    /// <param name="owner">The turn; null: it has no trace.</param>
    public void Follow(HeldTurn? owner)
    {
        var first = First();
        if (_owners.Count > 0 && !ReferenceEquals(first, _first)) Pop();
        _first = first;
        // Never so far: another list than the one that was followed.
        while (_owners.Count > callbacks.Count) Pop();
        while (_owners.Count < callbacks.Count)
        {
            _owners.Enqueue(owner);
            if (owner is not null) owner.Pending++;
        }
    }

    /// <summary>Forgets all; their actor is gone.</summary>
    /// <returns>Those with a trace, each once.</returns>
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
