namespace Tracing;

/// <summary>Work that may still cause children of a span that has ended: the span is recorded, with the time of its
/// end, when the last of it is over.</summary>
/// <remarks>A recorded span cannot count any more. Bounded: what is taken too late or too often after the end is
/// refused, and all holds end after <see cref="Patience"/> (RATIONALE "Why does a span wait with its record?"). Any
/// thread.</remarks>
#pragma warning disable CA1001 // The timer is disposed when the last hold ends.
internal sealed class SpanHold(Span span)
#pragma warning restore CA1001
{
    /// <summary>The longest time between the end of a span and its record.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    // Work that goes on by starting itself again would hold its span until the patience is over.
    private const int MaxTakenAfterEnd = 64;

    private readonly Lock _lock = new();
    private int _open;
    private int _takenAfterEnd;
    private bool _hasEnded;
    private bool _isOver;
    private long _endMonotonicNanos;
    private Timer? _patience;

    /// <summary>Holds a span until <see cref="Release"/>. Null: it is not sampled, it is recorded, or its work has gone
    /// on for too long.</summary>
    public static SpanHold? Of(Span span)
    {
        // Nobody reads a count of a foreign activity, so it is not held.
        if (span.StandsIn) return span.IsSampled ? new SpanHold(span) { _open = 1 } : null;
        if (span.BodyToWrite is not { } body) return null;
        var hold = body.Hold ?? Interlocked.CompareExchange(ref body.Hold, new SpanHold(span), null) ?? body.Hold;
        return hold.TryTake() ? hold : null;
    }

    /// <summary>True while work holds the span.</summary>
    public static bool IsOn(Span span) => span.BodyToWrite?.Hold is { _open: > 0 };

    /// <summary>Takes one more hold. False: the span is recorded, or its work has gone on for too long.</summary>
    private bool TryTake()
    {
        lock (_lock)
        {
            if (_isOver || (_hasEnded && ++_takenAfterEnd > MaxTakenAfterEnd)) return false;
            _open++;
            return true;
        }
    }

    /// <summary>Notes the end of the span. Only the first call counts.</summary>
    /// <returns>True: nothing holds the span, so it is to be recorded now.</returns>
    public bool EndsNow(long monotonicNanos)
    {
        lock (_lock)
        {
            if (_isOver) return true;
            if (_hasEnded) return false;
            _hasEnded = true;
            _endMonotonicNanos = monotonicNanos;
            if (_open == 0) return _isOver = true;
            using (ExecutionContext.SuppressFlow())
                _patience = new Timer(static hold => ((SpanHold)hold!).GiveUp(), this, Patience, Timeout.InfiniteTimeSpan);
            return false;
        }
    }

    /// <summary>Gives one hold back; the last one records the span, if it has ended.</summary>
    public void Release()
    {
        lock (_lock)
        {
            if (--_open > 0 || !_hasEnded || _isOver) return;
            _isOver = true;
        }
        _patience?.Dispose();
        span.End(_endMonotonicNanos);
    }

    private void GiveUp()
    {
        lock (_lock)
        {
            if (_isOver) return;
            _isOver = true;
        }
        _patience?.Dispose();
        // What the work still causes is not counted.
        span.MarkChildrenOpen();
        span.End(_endMonotonicNanos);
    }
}
