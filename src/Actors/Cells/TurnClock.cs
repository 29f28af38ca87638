namespace Tracing.Actors;

/// <summary>The end of an actor's last turn, for the next turn to begin at (RATIONALE "Why does a busy actor read the
/// clock once between two messages?").</summary>
/// <remarks>A part of its cell: used within the actor's turns, unless a member says otherwise. Copying it would lose
/// what it notes.</remarks>
internal struct TurnClock
{
    // When the span of the last turn ended, while only taking the next message from the queue can have happened since
    // then; otherwise 0.
    private long _endedMonotonicNanos;

    // Akka.NET's number of the message of that turn. Untraced messages have turns that are not noted here, but they are
    // counted.
    private int _endedEnvelope;

    // Turns during which a system message may still be handled: it comes after the turn that is running, at the latest.
    private volatile int _turnsAfterSystemMessage;

    /// <param name="monotonicNanos">The end of the turn's span; 0: the clock was not read.</param>
    /// <param name="envelope">Akka.NET's number of the turn's message.</param>
    public void TurnEnded(long monotonicNanos, int envelope) =>
        (_endedMonotonicNanos, _endedEnvelope) = (monotonicNanos, envelope);

    /// <summary>Returns the end of the last turn, if this turn follows it directly; 0: read the clock.</summary>
    /// <param name="envelope">Akka.NET's number of this turn's message.</param>
    public long TurnBegins(int envelope)
    {
        var ended = _endedMonotonicNanos;
        _endedMonotonicNanos = 0;
        if (envelope != _endedEnvelope + 1) return 0;
        if (_turnsAfterSystemMessage == 0) return ended;
        _turnsAfterSystemMessage--;
        return 0;
    }

    /// <summary>Something else than a turn may have happened; any thread.</summary>
    public void Forget() => _endedMonotonicNanos = 0;

    /// <summary>The actor will handle a system message soon; any thread.</summary>
    public void SystemMessageComes() => _turnsAfterSystemMessage = 2;
}
