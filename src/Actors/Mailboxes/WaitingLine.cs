using System.Runtime.CompilerServices;
using Akka.Actor;

namespace Tracing.Actors;

/// <summary>The messages that wait for one actor, in order, each with its trace beside it.</summary>
/// <remarks>
/// Unbounded, like Akka.NET's default mailbox. Any thread adds. One thread at a time takes, and sees what the one
/// before it did, as an actor's turns do. A line that is long enough allocates nothing (RATIONALE "Why has the default
/// mailbox a queue of its own?").
/// </remarks>
internal sealed class WaitingLine
{
    private const int FirstLength = 32;
    private const int FirstTracesLength = 32;

    // Shared by all lines that are closed and empty.
    private static readonly LineSegment _nothing = ClosedSegment();

    private readonly Lock _growing = new();
    private volatile bool _isClosed;

    // Messages are taken from _first and added to _last. They differ while _first is closed and not empty.
    private LineSegment _first;
    private LineSegment _last;

    public WaitingLine() => _first = _last = new LineSegment(FirstLength, FirstTracesLength);

    /// <summary>True when all that was added has been taken. Any thread; exact only while nobody adds or
    /// takes.</summary>
    public bool IsEmpty => Volatile.Read(ref _first) is { Count: 0, Next: null };

    /// <summary>Messages that wait. Any thread; exact only while nobody adds or takes.</summary>
    public int Count
    {
        get
        {
            var count = 0L;
            for (var segment = Volatile.Read(ref _first); segment is not null; segment = segment.Next)
                count += segment.Count;
            return (int)Math.Min(count, int.MaxValue);
        }
    }

    /// <returns>False: the line is closed.</returns>
    public bool Add(object message, IActorRef sender) =>
        Volatile.Read(ref _last).TryAdd(message, sender) || AddLonger(message, sender);

    /// <inheritdoc cref="Add(object, IActorRef)"/>
    public bool Add(object message, IActorRef sender, MessageTrace trace, long sentMonotonicNanos) =>
        Volatile.Read(ref _last).TryAdd(message, sender, trace, sentMonotonicNanos)
        || AddLonger(message, sender, trace, sentMonotonicNanos);

    /// <inheritdoc cref="Add(object, IActorRef)"/>
    public bool Add(in Waiting waiting) => waiting.Trace.IsNone
        ? Add(waiting.Message, waiting.Sender)
        : Add(waiting.Message, waiting.Sender, waiting.Trace, waiting.SentMonotonicNanos);

    /// <summary>From now on nothing more can be added; what was added before can be taken.</summary>
    public void Close()
    {
        lock (_growing)
        {
            _isClosed = true;
            _last.Close();
        }
    }

    /// <summary>Frees the line's memory. Call it when the line is closed and empty.</summary>
    public void Release()
    {
        Volatile.Write(ref _last, _nothing);
        Volatile.Write(ref _first, _nothing);
    }

    /// <inheritdoc cref="LineSegment.TakeUntraced"/>
    public Envelope TakeUntraced() => _first.TakeUntraced();

    /// <inheritdoc cref="LineSegment.TakeTraced"/>
    public Envelope TakeTraced(out MessageTrace trace, out long sentMonotonicNanos) =>
        _first.TakeTraced(out trace, out sentMonotonicNanos);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryTake(out Waiting waiting)
    {
        var segment = _first;
        return segment.TryTake(out waiting) || (segment.Next is not null && TryTakeFurtherOn(out waiting));
    }

    private bool TryTakeFurtherOn(out Waiting waiting)
    {
        while (true)
        {
            var segment = _first;
            // Read before taking: when there is a next segment, nothing more is added to this one. If it is empty then,
            // it stays empty.
            var next = segment.Next;
            if (segment.TryTake(out waiting)) return true;
            if (next is null) return false;
            Volatile.Write(ref _first, next);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool AddLonger(object message, IActorRef sender, MessageTrace trace = default, long sentMonotonicNanos = 0)
    {
        if (_isClosed) return false;
        lock (_growing)
        {
            if (_isClosed) return false;
            var last = _last;
            // Another thread may have made room.
            if (TryAdd(last)) return true;
            var next = last.Longer();
            TryAdd(next);
            last.CloseBefore(next);
            Volatile.Write(ref _last, next);
            return true;
        }

        bool TryAdd(LineSegment to) => trace.IsNone
            ? to.TryAdd(message, sender)
            : to.TryAdd(message, sender, trace, sentMonotonicNanos);
    }

    private static LineSegment ClosedSegment()
    {
        var segment = new LineSegment(2, 2);
        segment.Close();
        return segment;
    }
}
