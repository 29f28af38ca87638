namespace Tracing;

/// <summary>The scheduled messages that led from the root of a trace to one of its spans, the last one first.</summary>
/// <remarks>It flows with the context, also to other nodes of an actor system, so that work which schedules itself is
/// recognised. Immutable.</remarks>
/// <param name="Key">The message: a hash of receiver and type.</param>
internal sealed record ScheduledTurns(ulong Key, ScheduledTurns? Before)
{
    /// <summary>The most turns in one trace.</summary>
    public const int MaxCount = 16;

    public int Count { get; } = 1 + (Before?.Count ?? 0);

    /// <summary>Returns the key of a message. It is the same on every node and in every process (FNV-1a).</summary>
    public static ulong KeyOf(string receiver, string type)
    {
        const ulong Offset = 14695981039346656037, Prime = 1099511628211;
        var hash = Offset;
        foreach (var unit in receiver) hash = (hash ^ unit) * Prime;
        hash = (hash ^ '\n') * Prime;
        foreach (var unit in type) hash = (hash ^ unit) * Prime;
        return hash;
    }

    public bool Contains(ulong key) => Times(key) > 0;

    /// <summary>Returns how often the message occurs.</summary>
    public int Times(ulong key)
    {
        var times = 0;
        for (var turn = this; turn is not null; turn = turn.Before)
            if (turn.Key == key)
                times++;
        return times;
    }
}
