namespace Tracing.Assembling;

/// <summary>Holds traces that no policy wanted and that were not complete, because what comes late may change that. One
/// owner.</summary>
/// <remarks>Bounded by time and by bytes; the trace that was held first goes first.</remarks>
/// <param name="window">Time for which a trace is held; zero: none is.</param>
/// <param name="maxBytes">Limit of the spans of all of them.</param>
internal sealed class UnwantedTraces(TimeSpan window, long maxBytes)
{
    private readonly Dictionary<TraceId, OpenTrace> _held = [];
    private readonly Queue<(TraceId Id, DateTimeOffset Until)> _byAge = new();

    public long Bytes { get; private set; }

    /// <summary>Holds a trace. False: its time is over, or none is held.</summary>
    public bool Hold(OpenTrace trace, DateTimeOffset now)
    {
        var until = trace.UnwantedUntil ??= now + window;
        if (until <= now || trace.Bytes > maxBytes) return false;
        _held.Add(trace.Id, trace);
        _byAge.Enqueue((trace.Id, until));
        Bytes += trace.Bytes;
        return true;
    }

    /// <summary>Takes a trace out, to which a span has come; null: it is not held.</summary>
    public OpenTrace? Take(TraceId id)
    {
        if (!_held.Remove(id, out var trace)) return null;
        Bytes -= trace.Bytes;
        return trace;
    }

    /// <summary>Takes out the next trace whose time is over or whose room is needed; null: there is none.</summary>
    /// <param name="isShort">True: memory is short, so that any trace must go.</param>
    public OpenTrace? TakeDue(DateTimeOffset now, bool isShort = false)
    {
        while (_byAge.TryPeek(out var oldest))
        {
            // One that was taken out and held again has two places, with the same time; the first one counts.
            if (_held.ContainsKey(oldest.Id) && !isShort && oldest.Until > now && Bytes <= maxBytes) return null;
            _byAge.Dequeue();
            if (Take(oldest.Id) is { } trace) return trace;
        }
        return null;
    }
}
