namespace Tracing.Assembling;

/// <summary>The open traces in the order in which they began; a linked list whose links are in the traces. One
/// owner.</summary>
/// <remarks>Adding and removing are O(1).</remarks>
internal sealed class OldestTraces
{
    /// <summary>Number of oldest traces that are compared; the limit makes closing one cost the same however many are
    /// open.</summary>
    private const int Window = 64;

    private OpenTrace? _oldest;
    private OpenTrace? _newest;

    /// <summary>The trace that began last; the others follow by <see cref="OpenTrace.Older"/>.</summary>
    public OpenTrace? Newest => _newest;

    public void Add(OpenTrace trace)
    {
        trace.Older = _newest;
        if (_newest is null) _oldest = trace;
        else _newest.Newer = trace;
        _newest = trace;
    }

    public void Remove(OpenTrace trace)
    {
        if (trace.Older is null) _oldest = trace.Newer;
        else trace.Older.Newer = trace.Newer;
        if (trace.Newer is null) _newest = trace.Older;
        else trace.Newer.Older = trace.Older;
        trace.Older = trace.Newer = null;
    }

    /// <summary>Returns the heaviest of the oldest traces, or null when none is open.</summary>
    public OpenTrace? Heaviest()
    {
        var heaviest = _oldest;
        var trace = _oldest;
        for (var i = 0; i < Window && trace is not null; i++, trace = trace.Newer)
            if (trace.Bytes > heaviest!.Bytes)
                heaviest = trace;
        return heaviest;
    }
}
