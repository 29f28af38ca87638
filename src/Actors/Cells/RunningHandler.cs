using Akka.Actor;

namespace Tracing.Actors;

/// <summary>Finds the handler that runs on this thread, and tells it of each Ask and each piece of other work that it
/// starts.</summary>
/// <remarks>
/// Akka.NET notes which actor runs on a thread. A note of our own is needed only where an actor can run within
/// another's handler, and from then on for the lifetime of the process (RATIONALE "How does an Ask find the handler
/// that asks?").
/// </remarks>
internal static class RunningHandler
{
    [ThreadStatic]
    private static TracedCell? _noted;

    /// <summary>True when each handler with a span must be noted.</summary>
    public static bool AreThreadsShared { get; private set; }

    // An actor without a span that runs within another's handler adds to that one's span.
    private static HandlerSpans? Spans => (AreThreadsShared && _noted is { } noted ? noted : Current)?.SpansSoFar;

    private static TracedCell? Current =>
        ActorCell.GetCurrentSelfOrNoSender() is ActorRefWithCell { Underlying: TracedCell cell } ? cell : null;

    /// <summary>True when the running handler has no span of its own, and runs under its sender's.</summary>
    public static bool IsHidden => Current is { IsHidden: true };

    /// <summary>Tells that an actor exists that can run on its sender's thread, within the sender's handler.</summary>
    public static void ShareThreads()
    {
        if (AreThreadsShared) return;
        // The handler that creates the first such actor is not noted, and may send to it.
        if (Current is { HasTurn: true } creator) _noted = creator;
        AreThreadsShared = true;
    }

    /// <summary>Notes the cell whose handler runs from now on; null: none.</summary>
    /// <returns>The one before.</returns>
    public static TracedCell? Note(TracedCell? cell)
    {
        var outer = _noted;
        _noted = cell;
        return outer;
    }

    /// <summary>Called for each Ask, on the asking thread.</summary>
    public static void Asked(Task answer)
    {
        if (TracingInUse.IsOn) StayOpenFor(answer, sendsWithinIt: false);
    }

    /// <summary>Called for other work that the running handler starts and does not wait for.</summary>
    public static void Works(Task work)
    {
        if (TracingInUse.IsOn) StayOpenFor(work, sendsWithinIt: true);
    }

    private static void StayOpenFor(Task work, bool sendsWithinIt)
    {
        if (Spans is { } spans && spans.StayOpenFor(work, sendsWithinIt)) return;
        // Not within a handler's own turn: a hidden one, or an action that a handler has scheduled.
        if (Ambient.Span is { } span && SpanHold.IsOn(span) && SpanHold.Of(span) is { } hold)
            AskedTurn.Hold(hold, work, sendsWithinIt);
    }
}
