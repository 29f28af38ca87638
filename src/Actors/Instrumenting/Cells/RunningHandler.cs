using Akka.Actor;

namespace Tracing.Actors;

/// <summary>Whose handler runs on this thread: it is told of what it asks, and of other work that it begins.</summary>
/// <remarks>
/// Akka.NET knows which actor runs. Only where one may run within another's handler, on its thread, is there more to know, and then
/// for the process's lifetime (RATIONALE "How does an Ask find the handler that asks?").
/// </remarks>
internal static class RunningHandler
{
    [ThreadStatic]
    private static TracedCell? _noted;

    /// <summary>Each handler with a span is to be noted.</summary>
    public static bool AreThreadsShared { get; private set; }

    // Of the actor that runs here; or of the one within whose handler it does, while it has no span itself.
    private static HandlerSpans? Spans => (AreThreadsShared && _noted is { } noted ? noted : Current)?.SpansSoFar;

    private static TracedCell? Current =>
        ActorCell.GetCurrentSelfOrNoSender() is ActorRefWithCell { Underlying: TracedCell cell } ? cell : null;

    /// <summary>There is an actor that does not own its thread.</summary>
    public static void ShareThreads()
    {
        if (AreThreadsShared) return;
        // The handler that creates the first one has begun without being noted, and may send to it.
        if (Current is { HasTurn: true } creator) _noted = creator;
        AreThreadsShared = true;
    }

    /// <summary>Notes whose handler runs from now on; none: null.</summary>
    /// <returns>What was noted before.</returns>
    public static TracedCell? Note(TracedCell? cell)
    {
        var outer = _noted;
        _noted = cell;
        return outer;
    }

    /// <summary>Hears of each question that is asked, on the thread of whoever asks.</summary>
    public static void Asked(Task answer)
    {
        if (TracingInUse.IsOn) Spans?.StayOpenFor(answer, sendsWithinIt: false);
    }

    /// <summary>Hears of other work that the running handler starts and does not wait for.</summary>
    public static void Works(Task work)
    {
        if (TracingInUse.IsOn) Spans?.StayOpenFor(work, sendsWithinIt: true);
    }
}
