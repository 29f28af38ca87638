namespace Tracing;

/// <summary>The scheduled messages that led from the root of a trace to one of its spans, the last one first.</summary>
/// <remarks>It flows with the context within a process, so that work which schedules itself is recognised. It is not on
/// the wire, so work that goes on by way of another node is not. Immutable.</remarks>
/// <param name="Key">The message: receiver and type.</param>
internal sealed record ScheduledTurns(string Key, ScheduledTurns? Before)
{
    /// <summary>The most turns in one trace.</summary>
    public const int MaxCount = 16;

    public int Count { get; } = 1 + (Before?.Count ?? 0);

    public bool Contains(string key)
    {
        for (var turn = this; turn is not null; turn = turn.Before)
            if (string.Equals(turn.Key, key, StringComparison.Ordinal))
                return true;
        return false;
    }
}
